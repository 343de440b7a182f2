import { Argument, Command, Option } from 'commander';
import type { RunOptions } from '../actions/run.ts';
import { type OperatorName, operatorNames } from '../operators.ts';
import { parseAddress } from '../parse-address.ts';
import { gatherHosts, parseNamespace } from '../parse-names.ts';
import { type WeaverArguments, weaverOptionsOf, withWeaverOptions } from './weaver-options.ts';

export function runCommand(): Command {
  return withWeaverOptions(new Command('run'))
    .description('run an operator against a cluster: the production form')
    .addArgument(new Argument('<operator>', 'which operator').choices(operatorNames))
    .option('--kubeconfig <path>', 'kubeconfig file (default: KUBECONFIG, the pod it runs in, or ~/.kube/config)')
    .option('--context <name>', 'context of the kubeconfig')
    .option('--leader-elect', 'let only one of several replicas run controllers, by a Lease')
    .option(
      '--leader-election-namespace <name>',
      'where the Lease is (default: the namespace of the credentials)',
      parseNamespace,
    )
    .option('--health <address>', 'serve /healthz, /readyz and /metrics of the controllers here, as HOST:PORT', parseAddress)
    .option('--listen <address>', 'an extension: where to answer hooks, as HOST:PORT', parseAddress, {
      host: '0.0.0.0',
      port: 9443,
    })
    .option(
      '--certificate-dir <path>',
      'an extension: folder with tls.crt and tls.key (default: an authority of its own, kept in a Secret)',
    )
    .option(
      '--certificate-name <name>',
      "an extension's own authority: a name it is called by (repeatable; default: that of its Service)",
      gatherHosts,
      [] as readonly string[],
    )
    .option('--client-ca-file <path>', 'an extension: refuse callers without a certificate of these authorities')
    .option(
      '--archive-folder <path>',
      "operational-readiness: where the archive store 'Files' keeps archives (default: there is no such store)",
    )
    .addOption(
      new Option('--log-level <level>', 'least level to log').choices(['debug', 'info', 'warn', 'error']).default('info'),
    )
    .addHelpText(
      'after',
      '\nExamples:\n  capstan run config-weaver\n  capstan run config-weaver --kubeconfig prod.yaml --context admin --health 127.0.0.1:8081\n  capstan run config-weaver --quota-copies 1000 --quota-bytes 100Mi\n  capstan run lifecycle-sample --certificate-dir /certificates\n',
    )
    .action(async (operator: OperatorName, options: Omit<RunOptions, 'weaver'> & WeaverArguments) => {
      const { runOperator } = await import('../actions/run.ts');
      await runOperator(operator, { ...options, weaver: weaverOptionsOf(operator, options) });
    });
}
