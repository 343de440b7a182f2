import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { UserError } from '../report-error.ts';

interface Options {
  readonly dataDir: string;
  readonly server?: string;
}

export function kubeconfigCommand(): Command {
  return new Command('kubeconfig')
    .description('print the kubeconfig of the control plane that capstan up runs')
    .option('--data-dir <path>', 'folder of the control plane', '.capstan')
    .option('--server <url>', 'write this address instead, for a machine that reaches the server by another name')
    .addHelpText(
      'after',
      '\nExamples:\n  capstan kubeconfig > ~/.kube/capstan\n  capstan kubeconfig --server https://dev.example.com:6443\n',
    )
    .action(async (options: Options) => {
      process.stdout.write(await rewritten(options));
    });
}

async function rewritten({ dataDir, server }: Options): Promise<string> {
  const path = join(dataDir, 'kubeconfig');
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new UserError(`there is no ${path}`, {
      hint: "Start a control plane first: 'capstan up'; or name its folder with --data-dir.",
      cause: error,
    });
  }
  if (server === undefined) return text;
  if (!URL.canParse(server) || new URL(server).protocol !== 'https:') {
    throw new UserError(`--server ${server} is not an https address`, { hint: 'Write it as https://HOST:PORT.' });
  }
  const { parse, stringify } = await import('yaml');
  const config = parse(text) as { readonly clusters: { readonly cluster: { server: string } }[] }; // written by `capstan up`
  for (const { cluster } of config.clusters) cluster.server = server;
  return stringify(config);
}
