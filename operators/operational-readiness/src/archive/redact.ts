/** What names of secrets have in them, as a part of a pattern. */
export const secretWords =
  'password|passwd|passphrase|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|client[_-]?key[_-]?data|credentials?';
/** Quotes are escaped where JSON stands in a string, of a log or of other JSON. */
const quote = `(?:\\\\{0,8}["'])?`;
const value = String.raw`(\\{1,8}"(?:(?!\\{1,8}")[^\n]){0,8192}\\{1,8}"|"(?:[^"\\\n]|\\.){0,8192}"|"[^\n]*|'[^'\n]*'|[^\s,;"'}&]+)`;
/** `{"name":"DB_PASSWORD","value":"…"}` and the like: how environment is written in objects. */
const variable = String.raw`${quote}[\w.-]{0,200}(?:${secretWords}|pwd)[\w.-]{0,200}${quote}(?:\s*,)?\s*${quote}value${quote}`;

/**
 * What looks like a secret, with what is left of it. Texts come from workload clusters: a pattern may begin only where few
 * places begin it, else long runs of one character take hours.
 */
const patterns: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN ([A-Z ]*PRIVATE KEY)-----[\s\S]*?(-----END \1-----|$)/g, '-----BEGIN $1----- ***'],
  [/(?<![\w-])eyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{5,}/g, '***'],
  [/\b(bearer|basic)(\s+)[\w.~+/=-]{8,}/gi, '$1$2***'],
  [/\b(AKIA|ASIA)[0-9A-Z]{16}\b/g, '***'],
  [/\b(gh[pousr]_\w{20,}|github_pat_\w{20,}|xox[abpr]-[\w-]{10,}|glpat-[\w-]{15,})/g, '***'],
  [/(:\/\/[^\s:/@]+:)[^\s@/]+@/g, '$1***@'],
  [new RegExp(String.raw`((?:${secretWords})${quote}\s*[:=]\s*)${value}`, 'gi'), '$1***'],
  [new RegExp(String.raw`(\bname${quote}\s*[:=]\s*${variable}\s*[:=]\s*)${value}`, 'gi'), '$1***'],
];

/** The text without what looks like a key, token or password. Removes too much rather than too little. */
export function redact(text: string): string {
  return patterns.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), text);
}
