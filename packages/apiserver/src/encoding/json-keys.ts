/** A key of a JSON text, where it stands. */
export interface JsonKey {
  /** For example `spec.containers[0].name`. */
  readonly path: string;
  /** The same object has had this key before. */
  readonly duplicate: boolean;
}

/**
 * Whether some object in a text may have a key twice. `parsed` is what `JSON.parse` made of it.
 *
 * **Cost**: one pass over the bytes and one over the values, so that the pass that builds paths is only run for bodies
 * that are wrong.
 */
export function hasDuplicateKeys(text: Buffer, parsed: unknown): boolean {
  return countColons(text) !== countKeys(parsed);
}

const quote = 0x22;
const backslash = 0x5c;
const colon = 0x3a;

function countColons(text: Buffer): number {
  let colons = 0;
  for (let at = 0; at < text.length; at += 1) {
    const byte = text[at];
    if (byte === colon) colons += 1;
    else if (byte === quote) at = endOfString(text, at);
  }
  return colons;
}

function endOfString(text: Buffer, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== quote) at += text[at] === backslash ? 2 : 1;
  return at;
}

function countKeys(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  let keys = 0;
  if (Array.isArray(value)) {
    for (const item of value) keys += countKeys(item);
    return keys;
  }
  for (const key in value) keys += 1 + countKeys((value as Record<string, unknown>)[key]); // its own keys
  return keys;
}

/** Every key of a well-formed text, in order. */
export function jsonKeys(text: string): readonly JsonKey[] {
  const keys: JsonKey[] = [];
  let at = 0;
  const skip = () => {
    while (' \t\r\n,:'.includes(text[at] ?? 'x')) at += 1;
  };
  const string = (): string => {
    const start = at;
    at += 1;
    while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
    at += 1;
    return JSON.parse(text.slice(start, at)) as string; // starts and ends with a quote
  };
  const object = (path: string) => {
    const seen = new Set<string>();
    at += 1;
    for (skip(); text[at] !== '}'; skip()) {
      const key = string();
      const keyPath = path === '' ? key : `${path}.${key}`;
      keys.push({ path: keyPath, duplicate: seen.has(key) });
      seen.add(key);
      skip();
      value(keyPath);
    }
    at += 1;
  };
  const array = (path: string) => {
    at += 1;
    let index = 0;
    for (skip(); text[at] !== ']'; skip(), index += 1) value(`${path}[${index}]`);
    at += 1;
  };
  const value = (path: string) => {
    skip();
    if (text[at] === '{') object(path);
    else if (text[at] === '[') array(path);
    else if (text[at] === '"') string();
    else while (at < text.length && !' \t\r\n,]}'.includes(text[at] ?? '')) at += 1;
  };
  value('');
  return keys;
}
