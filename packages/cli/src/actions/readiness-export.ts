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
  else await writeTo(options.file, content, options.output === 'archive' ? 0o600 : 0o644);
}

async function writeTo(file: string, content: string | Uint8Array, mode: number): Promise<void> {
  await writeFile(file, content, { mode }).catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message.replace(/, open .*/, '') : String(cause);
    throw new UserError(`cannot write ${file}: ${why}`, { hint: 'Name a file in a folder that exists, with --file.', cause });
  });
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
