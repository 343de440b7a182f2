/** A script that cannot be followed; the message names where it is written. */
export class ScriptError extends Error {
  override readonly name = 'ScriptError';
}
