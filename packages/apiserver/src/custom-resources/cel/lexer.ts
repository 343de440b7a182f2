import { CelSourceError } from './source-error.ts';

export interface Token {
  readonly type: 'identifier' | 'int' | 'uint' | 'double' | 'string' | 'bytes' | 'operator' | 'end';
  readonly text: string;
  readonly at: number;
  /** Of strings and bytes: their content, with escapes resolved; code points of bytes are bytes. */
  readonly content?: string;
}

const space = /(?:[\t\n\f\r ]+|\/\/[^\n]*)+/y;
const number = /0x[0-9a-fA-F]+u?|(?:\d+\.\d+|\d+(?=[eE])|\.\d+)(?:[eE][+-]?\d+)?|\d+[uU]?/y;
const identifier = /[A-Za-z_]\w*/y;
const operator = /&&|\|\||==|!=|<=|>=|[-+*/%<>!?:.,[\](){}=]/y;
const stringStart = /(?:[rR][bB]?|[bB][rR]?)?("""|'''|"|')/y;

/** Splits the text of an expression. Throws a `CelSourceError` where it is none. */
export function tokenize(source: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(source);
  };
  for (;;) {
    at += match(space)?.[0].length ?? 0;
    if (at >= source.length) break;
    const token = next(source, at, match);
    tokens.push(token);
    at += token.text.length;
  }
  tokens.push({ type: 'end', text: '<EOF>', at: source.length });
  return tokens;
}

function next(source: string, at: number, match: (pattern: RegExp) => RegExpExecArray | null): Token {
  const start = match(stringStart);
  if (start) return stringToken(source, at, start);
  const digits = match(number)?.[0];
  if (digits) return { type: numberType(digits), text: digits, at };
  const word = match(identifier)?.[0];
  if (word) return { type: 'identifier', text: word, at };
  const symbol = match(operator)?.[0];
  if (symbol) return { type: 'operator', text: symbol, at };
  if (source[at] === '`') throw new CelSourceError(source, [{ at, message: "unsupported syntax: '`'" }]);
  throw new CelSourceError(source, [{ at, message: `Syntax error: token recognition error at: '${source[at]}'` }]);
}

function numberType(text: string): Token['type'] {
  if (/u$/i.test(text)) return 'uint';
  return !text.startsWith('0x') && /[.eE]/.test(text) ? 'double' : 'int';
}

function stringToken(source: string, at: number, start: RegExpExecArray): Token {
  const [prefixed, quote = '"'] = start;
  const prefix = prefixed.slice(0, prefixed.length - quote.length).toLowerCase();
  const raw = prefix.includes('r');
  let end = at + prefixed.length;
  while (!source.startsWith(quote, end)) {
    const char = source[end];
    if (char === undefined || (quote.length === 1 && char === '\n')) {
      throw new CelSourceError(source, [{ at, message: `Syntax error: token recognition error at: '${source.slice(at, end)}'` }]);
    }
    end += !raw && char === '\\' ? 2 : 1;
  }
  const inner = source.slice(at + prefixed.length, end);
  const type = prefix.includes('b') ? 'bytes' : 'string';
  const content = raw
    ? inner
    : unescapeText(inner, type, (offset, message) => {
        throw new CelSourceError(source, [{ at: at + prefixed.length + offset, message }]);
      });
  return { type, text: source.slice(at, end + quote.length), at, content };
}

const simpleEscapes: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '`': '`',
  '?': '?',
};
const codeEscape = /^\\(?:x([0-9a-fA-F]{2})|X([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-3][0-7]{2}))/;

function unescapeText(text: string, type: 'string' | 'bytes', fail: (offset: number, message: string) => never): string {
  if (!text.includes('\\')) return type === 'bytes' ? bytesOf(text) : text;
  let result = '';
  for (let at = 0; at < text.length; ) {
    const char = text[at] ?? '';
    if (char !== '\\') {
      result += type === 'bytes' ? bytesOf(char) : char;
      at += 1;
      continue;
    }
    const simple = simpleEscapes[text[at + 1] ?? ''];
    const code = codeEscape.exec(text.slice(at, at + 10));
    if (simple !== undefined) result += simple;
    else if (code) result += String.fromCodePoint(codeOf(code));
    else fail(at, 'Syntax error: invalid escape sequence');
    at += simple === undefined && code ? code[0].length : 2;
  }
  return result;
}

const codeOf = ([, x, bigX, u, bigU, octal]: RegExpExecArray): number =>
  octal ? Number.parseInt(octal, 8) : Number.parseInt(x ?? bigX ?? u ?? bigU ?? '', 16);

const bytesOf = (text: string) => Buffer.from(text).toString('latin1');
