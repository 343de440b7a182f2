import { Argument, Command } from 'commander';
import type { ReplayOptions } from '../actions/hooks-replay.ts';
import { addEndpointOptions, endWithUsageCode, outputOption } from './hooks-options.ts';

export function hooksReplayCommand(): Command {
  const command = new Command('replay')
    .description('send recorded requests to a new build, and show where it answers something else')
    .addArgument(new Argument('<file>', "what 'capstan hooks record' wrote"));
  addEndpointOptions(command);
  return endWithUsageCode(command)
    .option('--drop-path <path>', 'path that the recorded address had in front of hooks and this one has not', '')
    .addOption(outputOption())
    .addHelpText(
      'after',
      '\nUids and times count as the same, and patches are compared as the documents they are.\n\nExamples:\n  capstan hooks replay calls.jsonl --url https://127.0.0.1:9443 --ca ca.crt\n  capstan hooks replay calls.jsonl --url https://127.0.0.1:9443 --ca ca.crt --drop-path /base -o json\n',
    )
    .action(async (file: string, options: ReplayOptions) => {
      const { replayFile } = await import('../actions/hooks-replay.ts');
      const { withExitCode } = await import('../actions/hooks-exit-code.ts');
      await withExitCode(() => replayFile(file, options));
    });
}
