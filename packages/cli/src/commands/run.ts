import { type Client, createClient } from '@capstan/client';
import { configMapSync } from '@capstan/config-weaver';
import { createLogger, run } from '@capstan/runtime';
import { Argument, Command, Option } from 'commander';
import { findCluster } from '../find-cluster.ts';
import { parseAddress } from '../parse-address.ts';
import { untilInterrupted } from '../until-interrupted.ts';

interface Options {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly leaderElect?: boolean;
  readonly leaderElectionNamespace?: string;
  readonly health?: { readonly host: string; readonly port: number };
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
}

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
    .action(async (_operator: string, options: Options) => {
      await using client = createClient(await findCluster(options));
      await client.discovery.version(); // fails with a sentence now, rather than in every watch later
      await run({
        client,
        controllers: [configMapSync],
        signal: untilInterrupted(),
        logger: createLogger({ level: options.logLevel }),
        ...(options.health && { health: options.health }),
        ...(options.leaderElect && { leaderElection: { name: configMapSync.name, namespace: leaseNamespace(options, client) } }),
      });
    });
}

function leaseNamespace({ leaderElectionNamespace }: Options, client: Client): string {
  return leaderElectionNamespace ?? client.defaultNamespace;
}
