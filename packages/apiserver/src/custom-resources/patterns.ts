import { createRequire } from 'node:module';

type Re2 = typeof import('re2js');

const require = createRequire(import.meta.url);
const compiled = new Map<string, (text: string) => boolean>();
const limit = 10_000;

/**
 * Compiles a pattern of a schema or of a rule as RE2 does: in linear time, whatever the text. The engine is loaded when a
 * pattern first needs it. Throws when the pattern is not one.
 */
export function compilePattern(source: string): (text: string) => boolean {
  let matches = compiled.get(source);
  if (!matches) {
    matches = plain.test(source) ? plainMatcher(source) : re2Matcher(source);
    if (compiled.size >= limit) compiled.clear(); // patterns of definitions that came and went
    compiled.set(source, matches);
  }
  return matches;
}

/** The engine, for what more than a test is asked of. */
export const re2 = (): Re2 => require('re2js') as Re2; // what the module is

/**
 * Anchored, in a row, with one repetition at most: JavaScript can't backtrack far in these, and they mean the same in both.
 */
const token = String.raw`(?:[\w:/ -]|\\[.]|\[\^?[\w .:/-]+\])`;
const plain = new RegExp(`^\\^${token}*(?:${token}(?:[*+?]|\\{\\d{1,3}(?:,\\d{0,3})?\\}))?${token}*\\$?$`);

function plainMatcher(source: string): (text: string) => boolean {
  const expression = new RegExp(source, 'u');
  return (text) => expression.test(text);
}

function re2Matcher(source: string): (text: string) => boolean {
  const expression = re2().RE2JS.compile(source);
  return (text) => expression.test(text);
}
