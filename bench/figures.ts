/** What was measured, by what it says. */
export interface Figures {
  readonly [measure: string]: number;
}

export const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** Prints figures beside those of a peer of the same run, each with its ratio. */
export function printFigures(ours: Figures, theirs: Figures | undefined, peer: string): void {
  const rows = Object.entries(ours).map(([name, value]) => {
    const other = theirs?.[name];
    return [
      name,
      shown(value),
      other === undefined ? 'n/a' : shown(other),
      other === undefined ? '' : `${(value / other).toFixed(2)}×`,
    ];
  });
  const widths = [34, 10, 24, 8];
  for (const row of [['', 'capstan', peer, 'ratio'], ...rows]) {
    console.log(
      row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' '),
    );
  }
}

/** Parts of what is small; nobody wants parts of a thousand. */
const shown = (value: number) => value.toFixed(value < 10 ? 3 : 0);
