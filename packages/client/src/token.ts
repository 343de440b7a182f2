import { inspect } from 'node:util';

/**
 * A secret: a bearer token, a password, a private key. Prints as `***` wherever it is printed, logged or
 * serialised; only {@link Token.reveal} gives the value.
 */
export class Token {
  readonly #value: string;

  private constructor(value: string) {
    this.#value = value;
  }

  static of(value: string): Token {
    return new Token(value);
  }

  /** The secret itself. Never put it into a message, a log, an event or a condition. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return '***';
  }

  toJSON(): string {
    return '***';
  }

  [inspect.custom](): string {
    return '***';
  }
}
