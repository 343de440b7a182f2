/** An error as a log line has it: what happened, and the way out where the error knows one. */
export function errorFields(error: unknown): { readonly error: string; readonly hint?: string } {
  const hint = error instanceof Error && 'hint' in error && typeof error.hint === 'string' ? error.hint : undefined;
  return { error: String(error), ...(hint !== undefined && { hint }) };
}
