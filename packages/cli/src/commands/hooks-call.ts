import { Argument, Command } from 'commander';
import type { CallOptions } from '../actions/hooks-call.ts';
import { addEndpointOptions, addRequestOptions, endWithUsageCode, outputOption, toOption } from './hooks-options.ts';

export function hooksCallCommand(): Command {
  const command = new Command('call')
    .description('call one hook as Cluster API would, and print the answer')
    .addArgument(new Argument('<hook>', 'which hook: BeforeClusterUpgrade, GeneratePatches, …'));
  addEndpointOptions(command);
  addRequestOptions(command);
  return endWithUsageCode(command)
    .addOption(toOption("version that the request upgrades to (default: the minor after the Cluster's)"))
    .option('--handler <name>', 'which handler, without the name of the extension (default: the one that Discovery announces)')
    .option('--timeout <seconds>', 'how long to wait (default: what Discovery announces)', Number)
    .option('--show-request', 'print the request too')
    .addOption(outputOption())
    .addHelpText(
      'after',
      '\nExamples:\n  capstan hooks call BeforeClusterUpgrade --url https://127.0.0.1:9443 --ca ca.crt --cluster web.yaml --to v1.36.0\n  capstan hooks call GeneratePatches --url https://127.0.0.1:9443 --ca ca.crt --settings region=eu -o json\n  kubectl get cluster web -o yaml | capstan hooks call BeforeClusterDelete --url https://127.0.0.1:9443 --ca ca.crt --cluster -\n',
    )
    .action(async (hook: string, options: CallOptions) => {
      const { call } = await import('../actions/hooks-call.ts');
      const { withExitCode } = await import('../actions/hooks-exit-code.ts');
      await withExitCode(() => call(hook, options));
    });
}
