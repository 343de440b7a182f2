/** Says what is wrong with text that `JSON.parse` refused, in the words Kubernetes' clients know. */
export function goJsonError(text: string): string {
  try {
    const scanner = new Scanner(text);
    scanner.value();
    scanner.end();
  } catch (error) {
    if (error instanceof JsonFault) return error.message;
    throw error;
  }
  return 'unexpected end of JSON input';
}

class JsonFault extends Error {}

class Scanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(): void {
    const first = this.#skipSpace();
    if (first === '{') this.#object();
    else if (first === '[') this.#array();
    else if (first === '"') this.#string();
    else if (first === '-' || isDigit(first)) this.#number();
    else if (first === 't') this.#literal('true');
    else if (first === 'f') this.#literal('false');
    else if (first === 'n') this.#literal('null');
    else this.#fail('looking for beginning of value');
  }

  end(): void {
    if (this.#skipSpace(true) !== '') this.#fail('after top-level value');
  }

  #object(): void {
    this.#at += 1;
    if (this.#skipSpace() === '}') {
      this.#step();
      return;
    }
    for (let next = ','; next === ','; ) {
      if (this.#skipSpace() !== '"') this.#fail('looking for beginning of object key string');
      this.#string();
      if (this.#skipSpace() !== ':') this.#fail('after object key');
      this.#at += 1;
      this.value();
      next = this.#skipSpace();
      if (next !== ',' && next !== '}') this.#fail('after object key:value pair');
      this.#step();
    }
  }

  #array(): void {
    this.#at += 1;
    if (this.#skipSpace() === ']') {
      this.#step();
      return;
    }
    for (let next = ','; next === ','; ) {
      this.value();
      next = this.#skipSpace();
      if (next !== ',' && next !== ']') this.#fail('after array element');
      this.#step();
    }
  }

  #string(): void {
    this.#at += 1;
    for (let char = this.#need(); char !== '"'; char = this.#need()) {
      if (char < ' ') this.#fail('in string literal');
      this.#step();
      if (char === '\\') this.#escape();
    }
    this.#step();
  }

  #escape(): void {
    const char = this.#need();
    if (!'bfnrt\\/"u'.includes(char)) this.#fail('in string escape code');
    this.#at += 1;
    if (char !== 'u') return;
    for (let digits = 0; digits < 4; digits += 1) {
      if (!/[0-9a-fA-F]/.test(this.#need())) this.#fail('in \\u hexadecimal character escape');
      this.#at += 1;
    }
  }

  #number(): void {
    if (this.#peek() === '-') this.#at += 1;
    if (this.#peek() === '0') this.#at += 1;
    else this.#digits('in numeric literal');
    if (this.#peek() === '.') {
      this.#at += 1;
      this.#digits('after decimal point in numeric literal');
    }
    if (this.#peek().toLowerCase() === 'e') {
      this.#at += 1;
      if ('+-'.includes(this.#need())) this.#at += 1;
      this.#digits('in exponent of numeric literal');
    }
  }

  #digits(context: string): void {
    if (!isDigit(this.#need())) this.#fail(context);
    while (isDigit(this.#peek())) this.#at += 1;
  }

  #literal(word: string): void {
    for (const expected of word) {
      if (this.#need() !== expected) this.#fail(`in literal ${word} (expecting '${expected}')`);
      this.#at += 1;
    }
  }

  #skipSpace(atEnd = false): string {
    while (' \t\r\n'.includes(this.#text[this.#at] ?? 'x')) this.#at += 1;
    return atEnd ? this.#peek() : this.#need();
  }

  #peek(): string {
    return this.#text[this.#at] ?? '';
  }

  #need(): string {
    const char = this.#text[this.#at];
    if (char === undefined) throw new JsonFault('unexpected end of JSON input');
    return char;
  }

  #step(): void {
    this.#at += 1;
  }

  #fail(context: string): never {
    throw new JsonFault(`invalid character ${quoted(this.#need())} ${context}`);
  }
}

const isDigit = (char: string) => char >= '0' && char <= '9';
const quoted = (char: string) => (char === "'" ? "'\\''" : char === '"' ? `'"'` : `'${JSON.stringify(char).slice(1, -1)}'`);
