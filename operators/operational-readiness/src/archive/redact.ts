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
  [
    /((?:password|passwd|secret|token|api[_-]?key|access[_-]?key|client[_-]?key[_-]?data|credentials?)["']?\s*[:=]\s*)("(?:[^"\\\n]|\\.){0,8192}"|"[^\n]*|'[^'\n]*'|[^\s,;"'}&]+)/gi,
    '$1***',
  ],
];

/** The text without what looks like a key, token or password. Removes too much rather than too little. */
export function redact(text: string): string {
  return patterns.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), text);
}
