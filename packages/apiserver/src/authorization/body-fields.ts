/** A JSON object. */
export type Fields = Readonly<Record<string, unknown>>;

const none: readonly string[] = [];

/** `undefined` for anything that isn't an object. */
export const fieldsOf = (value: unknown): Fields | undefined =>
  // JSON objects have string keys and values of any kind.
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;

export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

export const textsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) && value.length > 0 ? value.filter((item) => typeof item === 'string') : none;
