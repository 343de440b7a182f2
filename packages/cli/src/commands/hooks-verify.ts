import { Command } from 'commander';
import type { VerifyOptions } from '../actions/hooks-verify.ts';
import { addEndpointOptions, addRequestOptions, endWithUsageCode, outputOption, toOption } from './hooks-options.ts';

export function hooksVerifyCommand(): Command {
  const command = new Command('verify').description('examine an extension rule by rule, as Cluster API would and beyond');
  addEndpointOptions(command);
  addRequestOptions(command);
  return endWithUsageCode(command)
    .addOption(toOption("version that requests upgrade to (default: the minor after the Cluster's)"))
    .addOption(outputOption())
    .addHelpText(
      'after',
      '\nEvery handler is called a few dozen times, about a Cluster that need not exist; the extension may make what it makes for new\nclusters. Only failed verdicts count for the exit code, warnings do not.\n\nExamples:\n  capstan hooks verify --url https://127.0.0.1:9443 --ca ca.crt\n  capstan hooks verify --url https://127.0.0.1:9443 --ca ca.crt --cluster web.yaml --settings region=eu -o json\n',
    )
    .action(async (options: VerifyOptions) => {
      const { verify } = await import('../actions/hooks-verify.ts');
      const { withExitCode } = await import('../actions/hooks-exit-code.ts');
      await withExitCode(() => verify(options));
    });
}
