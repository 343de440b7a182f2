import type { FieldError } from './field-error.ts';

/** A value that does not fit its schema; lists every field that is wrong. */
export class SchemaError extends Error {
  override readonly name = 'SchemaError';
  readonly code = 'InvalidObject';
  readonly errors: readonly FieldError[];

  constructor(kind: string, errors: readonly FieldError[]) {
    super(`${kind} is invalid: ${errors.map(({ field, message }) => `${field}: ${message}`).join('; ')}`);
    this.errors = errors;
  }
}

/** A mistake in the definition of a kind, found when the definition is made. */
export class DefinitionError extends Error {
  override readonly name = 'DefinitionError';
  readonly code = 'InvalidDefinition';
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(`${message}. ${hint}`);
    this.hint = hint;
  }
}
