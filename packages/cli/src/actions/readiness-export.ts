import { writeFile } from 'node:fs/promises';
import { junitExport, readArchive } from '@capstan/operational-readiness';
import { UserError } from '../report-error.ts';
import { findReport, managementClient, type ReadinessOptions } from './readiness-reports.ts';

export interface ExportOptions extends ReadinessOptions {
  readonly output: 'junit' | 'json' | 'archive';
  readonly file?: string;
  readonly run?: number;
  readonly archiveFolder?: string;
}

/** Writes a report, or the archive behind it, for other tools. */
export async function exportReport(name: string, options: ExportOptions): Promise<void> {
  if (options.run !== undefined && !Number.isInteger(options.run)) {
    throw new UserError('--run takes the number of a run', { hint: "See 'capstan readiness show' for which there are." });
  }
  if (options.output === 'archive' && options.file === undefined && process.stdout.isTTY) {
    throw new UserError('an archive is nothing for a terminal', {
      hint: 'Name a file with --file, or send the output elsewhere.',
    });
  }
  await using client = await managementClient(options);
  const report = await findReport(client, name, options);
  const content = await contentOf(report, options, client);
  if (options.file === undefined) process.stdout.write(content);
  else await writeFile(options.file, content, { mode: options.output === 'archive' ? 0o600 : 0o644 });
}

type Report = Parameters<typeof junitExport>[0];

async function contentOf(
  report: Report,
  options: ExportOptions,
  client: Parameters<typeof readArchive>[0],
): Promise<string | Uint8Array> {
  switch (options.output) {
    case 'junit':
      return junitExport(report);
    case 'json':
      return `${JSON.stringify(report, null, 2)}\n`;
    case 'archive':
      return readArchive(client, report, {
        ...(options.run !== undefined && { run: options.run }),
        ...(options.archiveFolder !== undefined && { archiveFolder: options.archiveFolder }),
      });
    default:
      return options.output satisfies never;
  }
}
