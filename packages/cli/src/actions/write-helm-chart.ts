import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type ChartDefaults, helmChart } from '../helm-chart.ts';
import { makeFolder } from '../make-folder.ts';
import type { Operator, OperatorName } from '../operators.ts';
import { UserError } from '../report-error.ts';

/** Writes the chart of an operator into a folder that is new or empty. */
export function writeHelmChart(
  name: OperatorName,
  operator: Operator,
  { folder, ...defaults }: ChartDefaults & { readonly folder: string },
): void {
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new UserError(`${folder} is not empty`, { hint: 'Name a new folder, so that nothing of yours is overwritten.' });
  makeFolder(folder);
  for (const [path, text] of helmChart(name, operator, defaults)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  process.stdout.write(`wrote the chart ${name} to ${folder}\n`);
}
