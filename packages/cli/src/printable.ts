/** Moves the cursor, clears the screen, changes the order of what is read; all but line breaks and tabs. */
const controls = /(?![\n\t])[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/gu;

/**
 * Text from elsewhere as it may go to a terminal: control characters are shown as JSON writes them (`\u001b`) and do nothing.
 * What is JSON stays the same JSON. Before colours are added: those are control characters too.
 */
export function printable(text: string): string {
  return text.replace(controls, (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** As {@link printable}, on one line: so that a message cannot pass for the lines after it. */
export function printableLine(text: string): string {
  return printable(text.replaceAll('\n', '\\n'));
}
