/** Kinds of field errors, as they appear in `details.causes[].reason` of a `Status`. */
export type FieldErrorType =
  | 'FieldValueRequired'
  | 'FieldValueInvalid'
  | 'FieldValueTypeInvalid'
  | 'FieldValueNotSupported'
  | 'FieldValueForbidden'
  | 'FieldValueDuplicate'
  | 'FieldValueNotFound'
  | 'FieldValueTooLong'
  | 'FieldValueTooMany'
  | 'InternalError';

/** One thing wrong with one field. `message` is the cause's message, without the field in front. */
export interface FieldError {
  readonly type: FieldErrorType;
  /** Path as Kubernetes prints it: `spec.targets[0].name`, `metadata.labels[app]`. */
  readonly field: string;
  /** For example `Invalid value: 0: should be greater than or equal to 1`, or `Required value`. */
  readonly message: string;
}
