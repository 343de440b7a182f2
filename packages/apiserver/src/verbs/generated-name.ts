import { randomInt } from 'node:crypto';

/** No vowels, so that no words come out, and nothing that looks like something else. */
const alphabet = 'bcdfghjklmnpqrstvwxz2456789';
const suffixLength = 5;
const longestBase = 63 - suffixLength;

/** A name that begins with `base`, and probably is free. */
export function generatedName(base: string): string {
  let name = base.slice(0, longestBase);
  for (let index = 0; index < suffixLength; index += 1) name += alphabet[randomInt(alphabet.length)];
  return name;
}
