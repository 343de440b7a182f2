import { Argument, Command, Option } from 'commander';
import type { RunOptions } from '../actions/run.ts';
import { parseAddress } from '../parse-address.ts';

export function runCommand(): Command {
  return new Command('run')
    .description('run an operator against a cluster: the production form')
    .addArgument(new Argument('<operator>', 'which operator').choices(['config-weaver']))
    .option('--kubeconfig <path>', 'kubeconfig file (default: KUBECONFIG, the pod it runs in, or ~/.kube/config)')
    .option('--context <name>', 'context of the kubeconfig')
    .option('--leader-elect', 'let only one of several replicas work, by a Lease')
    .option('--leader-election-namespace <name>', 'where the Lease is (default: the namespace of the credentials)')
    .option('--health <address>', 'serve /healthz, /readyz and /metrics here, as HOST:PORT', parseAddress)
    .addOption(
      new Option('--log-level <level>', 'least level to log').choices(['debug', 'info', 'warn', 'error']).default('info'),
    )
    .addHelpText(
      'after',
      '\nExamples:\n  capstan run config-weaver\n  capstan run config-weaver --kubeconfig prod.yaml --context admin --health 127.0.0.1:8081\n',
    )
    .action(async (_operator: string, options: RunOptions) => {
      const { runOperator } = await import('../actions/run.ts');
      await runOperator(options);
    });
}
