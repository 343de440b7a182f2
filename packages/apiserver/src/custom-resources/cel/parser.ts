import { type Token, tokenize } from './lexer.ts';
import { expandMacro } from './macros.ts';
import { CelSourceError } from './source-error.ts';
import type { Expression } from './syntax.ts';
import { Unsigned } from './values.ts';

const maxDepth = 250;
const expected =
  "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}";
const reserved = new Set(
  'as break const continue else for function if import let loop package namespace return var void while'.split(' '),
);
const relations = new Set(['==', '!=', '<', '<=', '>', '>=', 'in']);

/** Parses an expression, with macros expanded. Throws a `CelSourceError`. */
export function parseExpression(source: string): Expression {
  return new Parser(source).parse();
}

class Parser {
  readonly #source: string;
  readonly #tokens: readonly Token[];
  #index = 0;
  #depth = 0;

  constructor(source: string) {
    this.#source = source;
    this.#tokens = tokenize(source);
  }

  parse(): Expression {
    const expression = this.#ternary();
    const { type, text } = this.#token;
    if (type !== 'end') this.#fail(`Syntax error: mismatched input '${text}' expecting <EOF>`);
    return expression;
  }

  get #token(): Token {
    return this.#tokens[this.#index] ?? { type: 'end', text: '<EOF>', at: this.#source.length };
  }

  #fail(message: string, at = this.#token.at): never {
    throw new CelSourceError(this.#source, [{ at, message }]);
  }

  #accept(text: string): Token | undefined {
    const token = this.#token;
    if (token.text !== text || token.type === 'string' || token.type === 'bytes') return undefined;
    this.#index += 1;
    return token;
  }

  #expect(text: string): Token {
    const token = this.#accept(text);
    if (!token) this.#fail(`Syntax error: mismatched input '${this.#token.text}' expecting '${text}'`);
    return token;
  }

  #ternary(): Expression {
    this.#depth += 1;
    if (this.#depth > maxDepth) this.#fail(`expression recursion limit exceeded: ${maxDepth}`);
    const condition = this.#logical('||', () => this.#logical('&&', () => this.#relation()));
    const mark = this.#accept('?');
    let result = condition;
    if (mark) {
      const then = this.#logical('||', () => this.#logical('&&', () => this.#relation()));
      this.#expect(':');
      result = { node: 'call', name: '_?_:_', args: [condition, then, this.#ternary()], at: mark.at };
    }
    this.#depth -= 1;
    return result;
  }

  #logical(symbol: '&&' | '||', operand: () => Expression): Expression {
    let left = operand();
    for (let token = this.#accept(symbol); token; token = this.#accept(symbol)) {
      left = { node: 'call', name: `_${symbol}_`, args: [left, operand()], at: token.at };
    }
    return left;
  }

  #relation(): Expression {
    let left = this.#binary(['+', '-'], () => this.#binary(['*', '/', '%'], () => this.#unary()));
    for (
      let token = this.#token;
      relations.has(token.text) && token.type !== 'string' && token.type !== 'bytes';
      token = this.#token
    ) {
      this.#index += 1;
      const right = this.#binary(['+', '-'], () => this.#binary(['*', '/', '%'], () => this.#unary()));
      left = { node: 'call', name: token.text === 'in' ? '@in' : `_${token.text}_`, args: [left, right], at: token.at };
    }
    return left;
  }

  #binary(symbols: readonly string[], operand: () => Expression): Expression {
    let left = operand();
    for (;;) {
      const token = symbols.map((symbol) => this.#accept(symbol)).find((found) => found !== undefined);
      if (!token) return left;
      left = { node: 'call', name: `_${token.text}_`, args: [left, operand()], at: token.at };
    }
  }

  #unary(): Expression {
    const token = this.#token;
    if (token.type !== 'operator' || (token.text !== '!' && token.text !== '-')) return this.#member();
    this.#index += 1;
    let count = 1;
    while (this.#accept(token.text)) count += 1;
    const { type } = this.#token;
    if (token.text === '-' && count === 1 && (type === 'int' || type === 'double')) return this.#member(token);
    const operand = this.#member();
    return count % 2 === 0 ? operand : { node: 'call', name: `${token.text}_`, args: [operand], at: token.at };
  }

  #member(sign?: Token): Expression {
    let operand = this.#primary(sign);
    for (;;) {
      const dot = this.#accept('.');
      if (dot) {
        operand = this.#selection(operand, dot);
        continue;
      }
      const bracket = this.#accept('[');
      if (!bracket) return operand;
      const optional = this.#accept('?') !== undefined;
      const index = this.#ternary();
      this.#expect(']');
      operand = { node: 'call', name: optional ? '_[?_]' : '_[_]', args: [operand, index], at: bracket.at };
    }
  }

  #selection(operand: Expression, dot: Token): Expression {
    const optional = this.#accept('?') !== undefined;
    const name = this.#token;
    if (
      name.type !== 'identifier' ||
      name.text === 'in' ||
      name.text === 'true' ||
      name.text === 'false' ||
      name.text === 'null'
    ) {
      this.#fail(`Syntax error: no viable alternative at input '.${name.text}'`);
    }
    this.#index += 1;
    const open = optional ? undefined : this.#accept('(');
    if (!open) return { node: 'select', operand, field: name.text, test: false, optional, at: dot.at };
    return this.#call(name.text, open, operand);
  }

  #call(name: string, open: Token, target?: Expression): Expression {
    const args = this.#list(')', () => this.#ternary());
    const call = { node: 'call', name, args, at: open.at, ...(target && { target }) } as const;
    return expandMacro(call, (at, message) => this.#fail(message, at)) ?? call;
  }

  #list<T>(end: string, item: () => T): T[] {
    const items: T[] = [];
    while (!this.#accept(end)) {
      items.push(item());
      if (!this.#accept(',')) {
        this.#expect(end);
        break;
      }
    }
    return items;
  }

  #primary(sign?: Token): Expression {
    const token = this.#token;
    this.#index += 1;
    const at = sign?.at ?? token.at;
    switch (token.type) {
      case 'int':
      case 'uint':
      case 'double':
        return this.#number(token, sign, at);
      case 'string':
        return { node: 'literal', type: 'string', value: token.content ?? '', at };
      case 'bytes':
        return { node: 'literal', type: 'bytes', value: Buffer.from(token.content ?? '', 'latin1'), at };
      case 'identifier':
        return this.#identifier(token);
      default:
        return this.#group(token);
    }
  }

  #number({ type, text }: Token, sign: Token | undefined, at: number): Expression {
    const minus = sign ? '-' : '';
    if (type === 'double') return { node: 'literal', type, value: Number(`${minus}${text}`), at };
    const value = BigInt(text.replace(/u$/i, '')) * (sign ? -1n : 1n);
    if (type === 'uint') return { node: 'literal', type, value: new Unsigned(value), at };
    if (BigInt.asIntN(64, value) !== value) this.#fail('invalid int literal', at);
    return { node: 'literal', type: 'int', value, at };
  }

  #identifier({ text, at }: Token): Expression {
    if (text === 'true' || text === 'false') return { node: 'literal', type: 'bool', value: text === 'true', at };
    if (text === 'null') return { node: 'literal', type: 'null_type', value: null, at };
    if (reserved.has(text)) this.#fail(`reserved identifier: ${text}`, at);
    const message = this.#messageName(text);
    if (message) return { node: 'message', name: message, at };
    const open = this.#accept('(');
    return open ? this.#call(text, open) : { node: 'identifier', name: text, at };
  }

  /** `google.protobuf.Timestamp{}`: the only messages there are have no fields to fill in. */
  #messageName(first: string): string | undefined {
    let index = this.#index;
    let name = first;
    while (this.#tokens[index]?.text === '.' && this.#tokens[index + 1]?.type === 'identifier') {
      name += `.${this.#tokens[index + 1]?.text}`;
      index += 2;
    }
    if (this.#tokens[index]?.text !== '{' || this.#tokens[index + 1]?.text !== '}' || !name.includes('.')) return undefined;
    this.#index = index + 2;
    return name;
  }

  #group(token: Token): Expression {
    if (token.text === '(') {
      const inner = this.#ternary();
      this.#expect(')');
      return inner;
    }
    if (token.text === '[') {
      const items = this.#list(']', () => ({ optional: this.#accept('?') !== undefined, value: this.#ternary() }));
      return { node: 'list', items, at: token.at };
    }
    if (token.text === '{') {
      const entries = this.#list('}', () => {
        const optional = this.#accept('?') !== undefined;
        const key = this.#ternary();
        this.#expect(':');
        return { optional, key, value: this.#ternary() };
      });
      return { node: 'map', entries, at: token.at };
    }
    const found = token.type === 'end' || token.type === 'operator' ? 'mismatched' : 'extraneous';
    return this.#fail(`Syntax error: ${found} input '${token.text}' expecting ${expected}`, token.at);
  }
}
