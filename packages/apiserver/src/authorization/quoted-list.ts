/** As Go prints a list of quoted strings. */
export const quotedList = (values: readonly string[]) => `[${values.map((value) => JSON.stringify(value)).join(' ')}]`;
