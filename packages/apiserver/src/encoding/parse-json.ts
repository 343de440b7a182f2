import { goJsonError } from './go-json-error.ts';

/** Text that is not JSON. The message is worded as Go words it. */
export class JsonSyntaxError extends Error {
  override readonly name = 'JsonSyntaxError';
}

/** Parses JSON. Throws a {@link JsonSyntaxError}. */
export function parseJson(bytes: Buffer): unknown {
  const text = bytes.toString();
  try {
    return JSON.parse(text);
  } catch {
    throw new JsonSyntaxError(goJsonError(text));
  }
}
