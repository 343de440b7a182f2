import type { FieldError, FieldErrorType } from './field-error.ts';

/** Makes field errors with the messages that Kubernetes gives them. */
const make = (type: FieldErrorType, field: string, message: string): FieldError => ({ type, field, message });

export const requiredError = (field: string, detail = ''): FieldError =>
  make('FieldValueRequired', field, withDetail('Required value', detail));

export const forbiddenError = (field: string, detail: string): FieldError =>
  make('FieldValueForbidden', field, withDetail('Forbidden', detail));

export const invalidError = (field: string, value: unknown, detail: string): FieldError =>
  make('FieldValueInvalid', field, withDetail(`Invalid value: ${printValue(value)}`, detail));

export const typeError = (field: string, value: unknown, detail: string): FieldError =>
  make('FieldValueTypeInvalid', field, withDetail(`Invalid value: ${printValue(value)}`, detail));

export const duplicateError = (field: string, value: unknown): FieldError =>
  make('FieldValueDuplicate', field, `Duplicate value: ${printValue(value)}`);

export const notFoundError = (field: string, value: unknown): FieldError =>
  make('FieldValueNotFound', field, `Not found: ${printValue(value)}`);

export const tooLongError = (field: string, limit: number): FieldError =>
  make('FieldValueTooLong', field, `Too long: may not be more than ${limit} bytes`);

export const tooManyError = (field: string, actual: number, limit: number): FieldError =>
  make('FieldValueTooMany', field, `Too many: ${actual}: must have at most ${limit} ${limit === 1 ? 'item' : 'items'}`);

export const notSupportedError = (field: string, value: unknown, supported: readonly string[]): FieldError =>
  make(
    'FieldValueNotSupported',
    field,
    `Unsupported value: ${printValue(value)}: supported values: ${supported.map((item) => JSON.stringify(item)).join(', ')}`,
  );

const withDetail = (text: string, detail: string) => (detail === '' ? text : `${text}: ${detail}`);

/** A value as Go's field errors print it: strings quoted, objects and lists as JSON, what HTML would read escaped. */
function printValue(value: unknown): string {
  return (JSON.stringify(value) ?? 'null').replace(/[<>&]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`);
}
