import { printableLine } from '../printable.ts';

/** Where output goes. */
export type Write = (text: string) => unknown;

export const toStandardOutput: Write = (text) => process.stdout.write(text);

/** Prints rows below a heading, each column as wide as its widest cell. */
export function printTable(heading: readonly string[], values: readonly (readonly string[])[], write: Write): void {
  const rows = values.map((row) => row.map(printableLine));
  const widths = heading.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of [heading, ...rows]) {
    const cells = row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)));
    write(`  ${cells.join('  ')}\n`);
  }
}
