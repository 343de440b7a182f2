import { compilePattern, re2 } from '../../patterns.ts';
import { type CelFunction, fn, type Meter } from '../function-table.ts';
import { ArrayList, CelError, type Value } from '../values.ts';
import { checkedIndex, indexOf, intOf, listOf, textOf } from './arguments.ts';
import { formatText } from './format-text.ts';

/** A method of strings; what it reads costs. */
const method = (
  name: string,
  signatures: readonly string[],
  apply: (text: string, args: readonly Value[], meter: Meter) => Value,
): CelFunction =>
  fn(
    name,
    signatures.map((signature) => `string.${signature}`),
    ([target, ...args], meter) => {
      const text = textOf(target);
      meter.charge(text.length / 10);
      return apply(text, args, meter);
    },
  );

const maxLength = 10_000_000;

export const strings: readonly CelFunction[] = [
  method('contains', ['(string): bool'], (text, [part]) => text.includes(textOf(part))),
  method('startsWith', ['(string): bool'], (text, [part]) => text.startsWith(textOf(part))),
  method('endsWith', ['(string): bool'], (text, [part]) => text.endsWith(textOf(part))),
  fn('matches', ['string.(string): bool', '(string, string): bool'], ([text, pattern], meter) => {
    meter.charge((textOf(text).length * textOf(pattern).length) / 40);
    return compiled(textOf(pattern))(textOf(text));
  }),
  method('find', ['(string): string'], (text, [pattern], meter) => matchesIn(text, textOf(pattern), 1, meter)[0] ?? ''),
  method('findAll', ['(string): list(string)', '(string, int): list(string)'], (text, [pattern, limit], meter) => {
    const wanted = limit === undefined ? -1 : indexOf(limit);
    return new ArrayList(matchesIn(text, textOf(pattern), wanted < 0 ? Number.POSITIVE_INFINITY : wanted, meter));
  }),
  method('charAt', ['(int): string'], (text, [index]) => {
    const chars = [...text];
    return chars[checkedIndex(indexOf(index), chars.length)] ?? '';
  }),
  method('indexOf', ['(string): int', '(string, int): int'], (text, [part, from]) => {
    const chars = [...text];
    const start = from === undefined ? 0 : checkedIndex(indexOf(from), chars.length);
    const found = chars.slice(start).join('').indexOf(textOf(part));
    return found < 0 ? -1n : BigInt(start + [...chars.slice(start).join('').slice(0, found)].length);
  }),
  method('lastIndexOf', ['(string): int', '(string, int): int'], (text, [part, from]) => {
    const chars = [...text];
    const end = from === undefined ? chars.length : checkedIndex(indexOf(from), chars.length) + [...textOf(part)].length;
    const head = chars.slice(0, end).join('');
    const found = head.lastIndexOf(textOf(part));
    return found < 0 ? -1n : BigInt([...head.slice(0, found)].length);
  }),
  method('lowerAscii', ['(): string'], (text) => text.replace(/[A-Z]+/g, (upper) => upper.toLowerCase())),
  method('upperAscii', ['(): string'], (text) => text.replace(/[a-z]+/g, (lower) => lower.toUpperCase())),
  method('trim', ['(): string'], (text) => text.trim()),
  method('replace', ['(string, string): string', '(string, string, int): string'], replace),
  method('split', ['(string): list(string)', '(string, int): list(string)'], split),
  method('substring', ['(int): string', '(int, int): string'], (text, [from, to]) => {
    const chars = [...text];
    const start = checkedIndex(indexOf(from), chars.length);
    const end = to === undefined ? chars.length : checkedIndex(indexOf(to), chars.length);
    if (start > end) throw new CelError(`invalid substring range. start: ${start}, end: ${end}`);
    return chars.slice(start, end).join('');
  }),
  fn('join', ['list(string).(): string', 'list(string).(string): string'], ([list, separator], meter) => {
    const texts = [...listOf(list)].map(textOf);
    meter.charge(texts.length + texts.reduce((sum, text) => sum + text.length, 0) / 10);
    return texts.join(separator === undefined ? '' : textOf(separator));
  }),
  fn('format', ['string.(list(dyn)): string'], ([template, args], meter) => formatText(textOf(template), listOf(args), meter)),
  fn('strings.quote', ['(string): string'], ([text]) => quote(textOf(text))),
];

function compiled(pattern: string): (text: string) => boolean {
  try {
    return compilePattern(pattern);
  } catch (error) {
    throw new CelError(error instanceof Error ? error.message : String(error));
  }
}

function matchesIn(text: string, pattern: string, limit: number, meter: Meter): readonly string[] {
  meter.charge((text.length * pattern.length) / 40);
  compiled(pattern);
  const matcher = re2().RE2JS.compile(pattern).matcher(text);
  const found: string[] = [];
  while (found.length < limit && matcher.find()) found.push(matcher.group() ?? '');
  return found;
}

function replace(text: string, [from, to, count]: readonly Value[], meter: Meter): string {
  const [wanted, other] = [textOf(from), textOf(to)];
  const limit = count === undefined ? -1 : Number(intOf(count));
  const pieces = wanted === '' ? ['', ...text, ''] : text.split(wanted);
  const replaced = limit < 0 ? pieces.length - 1 : Math.min(limit, pieces.length - 1);
  const length = text.length + replaced * other.length;
  meter.charge(length / 10);
  if (length > maxLength) throw new CelError('string is too long');
  const head = pieces.slice(0, replaced + 1).join(other);
  const rest = pieces.slice(replaced + 1);
  return rest.length === 0 ? head : [head, ...rest].join(wanted);
}

function split(text: string, [separator, count]: readonly Value[]): ArrayList {
  const parts = textOf(separator) === '' ? [...text] : text.split(textOf(separator));
  const limit = count === undefined ? -1 : Number(intOf(count));
  if (limit === 0) return new ArrayList([]);
  if (limit < 0 || parts.length <= limit) return new ArrayList(parts);
  return new ArrayList([...parts.slice(0, limit - 1), parts.slice(limit - 1).join(textOf(separator))]);
}

const escapes: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
  '"': '\\"',
};

const quote = (text: string) => `"${[...text].map((char) => escapes[char] ?? char).join('')}"`;
