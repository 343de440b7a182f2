import { Command } from 'commander';
import { hooksCallCommand } from './hooks-call.ts';
import { hooksLifecycleCommand } from './hooks-lifecycle.ts';
import { hooksRecordCommand } from './hooks-record.ts';
import { hooksReplayCommand } from './hooks-replay.ts';
import { hooksVerifyCommand } from './hooks-verify.ts';

export function hooksCommand(): Command {
  return new Command('hooks')
    .description("play Cluster API's side towards a runtime extension, in whatever language it is written; needs no cluster")
    .addCommand(hooksCallCommand())
    .addCommand(hooksVerifyCommand())
    .addCommand(hooksLifecycleCommand())
    .addCommand(hooksRecordCommand())
    .addCommand(hooksReplayCommand())
    .addHelpText(
      'after',
      '\nExit codes: 0 all is well; 1 the extension is not as it should be; 2 the command line or a file of it is not.\n\nExamples:\n  capstan hooks verify --url https://127.0.0.1:9443 --ca .capstan/ca.crt\n  capstan hooks lifecycle --url https://127.0.0.1:9443 --ca .capstan/ca.crt --to v1.36.0\n',
    );
}
