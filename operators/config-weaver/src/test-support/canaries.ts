import { isJsonObject } from '@capstan/schema';

/** Shorter values would be found by chance. */
const shortest = 4;
/** Shorter ones could be part of a word. */
const unmistakable = 12;
const longest = 40;

/**
 * Values of ConfigMaps and Secrets, and tokens, that the operator has had in its hands. Each is a canary: whatever else the operator
 * emits must not hold it, plain or in base64.
 */
export class Canaries {
  readonly #needles = new Set<string>();

  /** Takes the values out of an object, or a list of them, as it goes over the wire. */
  learn(json: string): void {
    const answer = parsed(json);
    const items: unknown = answer?.['items'];
    for (const object of Array.isArray(items) ? items : [answer]) this.#learnObject(object);
  }

  /** Takes a value, and what it is in base64 or was before. */
  add(value: string): void {
    const decoded = Buffer.from(value, 'base64');
    const isBase64 = decoded.length > 0 && decoded.toString('base64') === value;
    for (const form of [value, Buffer.from(value).toString('base64'), ...(isBase64 ? [decoded.toString()] : [])]) {
      const [needle] = form.match(printable) ?? [];
      if (needle !== undefined) this.#needles.add(needle);
    }
  }

  /** Which of what was emitted holds a value, and a piece of it around the value. */
  found(emitted: Emitted): readonly string[] {
    return Object.entries(emitted).flatMap(([where, text]) => {
      const at = [...this.#needles].map((needle) => positionIn(text, needle)).find((position) => position >= 0);
      if (at === undefined) return [];
      return [`${where}: …${text.slice(Math.max(0, at - 60), at + longest)}…`];
    });
  }

  #learnObject(object: unknown): void {
    if (!isJsonObject(object)) return;
    for (const map of ['data', 'binaryData', 'stringData']) {
      const entries = object[map];
      if (!isJsonObject(entries) || isAlias(entries)) continue;
      for (const value of Object.values(entries)) if (typeof value === 'string') this.add(value);
    }
  }
}

/** The texts that a process has put out, by what they are. */
export type Emitted = Readonly<Record<string, string>>;

/** What no quoting or line breaking takes apart. */
const printable = new RegExp(`[^\\p{Cc}"'\\\\]{${shortest},${longest}}`, 'u');

function positionIn(text: string, needle: string): number {
  if (needle.length >= unmistakable) return text.indexOf(needle);
  for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + 1)) {
    const around = [text[at - 1], text[at + needle.length]];
    if (!around.some((neighbour) => neighbour !== undefined && /\w/.test(neighbour))) return at;
  }
  return -1;
}

/** What an alias of hashed copies holds is a name, which is told to everybody; a patch makes other keys null. */
const isAlias = (entries: object) =>
  Object.entries(entries)
    .filter(([, value]) => value !== null)
    .map(([key]) => key)
    .join() === 'name';

function parsed(json: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined; // not an object
  }
}
