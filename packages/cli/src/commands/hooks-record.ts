import { Command } from 'commander';
import type { RecordOptions } from '../actions/hooks-record.ts';
import { parseAddress } from '../parse-address.ts';
import { addEndpointOptions, endWithUsageCode } from './hooks-options.ts';

export function hooksRecordCommand(): Command {
  const command = new Command('record').description(
    'stand between Cluster API and an extension, and write down requests and answers until interrupted',
  );
  addEndpointOptions(command);
  return endWithUsageCode(command)
    .requiredOption('--file <file>', 'where to write, a JSON object a line; appended to')
    .option('--listen <address>', 'where to be called, as HOST:PORT; port 0 picks a free one', parseAddress, {
      host: '127.0.0.1',
      port: 9444,
    })
    .option('--tls-san <name>', 'a further name or address for the certificate (repeatable)', gather, [] as readonly string[])
    .option('--cert-dir <folder>', 'where its certificate and authority are kept', '.capstan/recorder')
    .addHelpText(
      'after',
      '\nBodies are written in full, and settings and Clusters may hold secrets: the file is for its owner only (mode 0600). Headers\nare not written.\n\nExamples:\n  capstan hooks record --url https://127.0.0.1:9443 --ca ca.crt --file calls.jsonl\n  capstan hooks record --url https://127.0.0.1:9443 --ca ca.crt --file calls.jsonl --listen 0.0.0.0:9444 --tls-san 172.18.0.1\n',
    )
    .action(async (options: RecordOptions) => {
      const { record } = await import('../actions/hooks-record.ts');
      const { withExitCode } = await import('../actions/hooks-exit-code.ts');
      await withExitCode(() => record(options));
    });
}

function gather(name: string, all: readonly string[]): readonly string[] {
  return [...all, name];
}
