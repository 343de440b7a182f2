import { redact, secretWords } from './redact.ts';

/** Names of what is secret: of environment variables, and of keys, such as those of ConfigMaps and annotations. */
const secretName = new RegExp(`${secretWords}|pass$|pwd|[_.-]key$|dsn$`, 'i');
/** `secretName` is where a secret is, and `automountServiceAccountToken` no text; the last word decides. */
const secretKey = new RegExp(`(?:${secretWords}|pwd|[_.-]key|dsn)$`, 'i');
/** Without any of these a text has nothing that `redact` looks for; most texts of an object are names and numbers. */
const mayTell = /[:=]|PRIVATE KEY|eyJ|bearer|basic|AKIA|ASIA|gh[pousr]_|github_pat_|xox|glpat-/i;

/**
 * JSON without what looks like a secret, and still JSON. It goes from text to text and holds no more than that in memory:
 * what a workload cluster lists is as large and as deep as it likes. What follows on a text without end is no JSON, and
 * looked through as a log is.
 */
export function redactJson(json: string): string {
  const parts: string[] = [];
  let key = '';
  let name = '';
  let kept = 0;
  for (let start = json.indexOf('"'); start !== -1; start = json.indexOf('"', kept)) {
    const end = endOfText(json, start + 1);
    if (end === -1) return parts.join('') + json.slice(kept, start) + redact(json.slice(start));
    const text = json.slice(start, end + 1);
    parts.push(json.slice(kept, start));
    kept = end + 1;
    if (isKey(json, kept)) {
      parts.push(text);
      key = text.slice(1, -1);
      continue;
    }
    const isSecret = secretKey.test(key) || (key === 'value' && secretName.test(name));
    parts.push(isSecret && text !== '""' ? '"***"' : redactedText(text));
    name = key === 'name' ? text.slice(1, -1) : '';
  }
  return parts.join('') + json.slice(kept);
}

/** Where the quote is that ends a text; -1 where none does. */
function endOfText(json: string, start: number): number {
  for (let end = json.indexOf('"', start); end !== -1; end = json.indexOf('"', end + 1)) {
    let escapes = 0;
    while (json[end - 1 - escapes] === '\\') escapes += 1;
    if (escapes % 2 === 0) return end;
  }
  return -1;
}

function isKey(json: string, after: number): boolean {
  let next = after;
  while (json[next] === ' ' || json[next] === '\n' || json[next] === '\t' || json[next] === '\r') next += 1;
  return json[next] === ':';
}

/** A text may hold JSON itself: `kubectl apply` notes what it applied. */
function redactedText(text: string): string {
  if (!mayTell.test(text)) return text;
  let plain: string;
  try {
    plain = JSON.parse(text) as string; // in quotes
  } catch {
    return redact(text); // of no JSON
  }
  const redacted = /^\s*[[{]/.test(plain) ? redactJson(plain) : redact(plain);
  return redacted === plain ? text : JSON.stringify(redacted);
}
