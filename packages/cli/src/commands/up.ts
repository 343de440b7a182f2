import { Command, Option } from 'commander';
import type { UpOptions } from '../actions/up.ts';
import { parseAddress } from '../parse-address.ts';
import { gatherHosts } from '../parse-names.ts';

export function upCommand(): Command {
  return new Command('up')
    .description('run a Kubernetes control plane in this process, with our operators against it')
    .option('--ephemeral', 'keep objects in memory only')
    .option('--data-dir <path>', 'folder for the state and the kubeconfig', '.capstan')
    .option('--listen <address>', 'where to serve, as HOST:PORT; port 0 picks a free one', parseAddress, {
      host: '127.0.0.1',
      port: 6443,
    })
    .option(
      '--tls-san <name>',
      'a further host name or address for the certificate (repeatable)',
      gatherHosts,
      [] as readonly string[],
    )
    .option('--demo', 'apply a tenant with something to sync, and tell what happens')
    .option('--no-controllers', 'only the API server')
    .addOption(new Option('-o, --output <format>', 'how to report').choices(['text', 'json']).default('text'))
    .addHelpText(
      'after',
      '\nExamples:\n  capstan up --demo\n  capstan up --ephemeral --listen 127.0.0.1:0 --no-controllers\n  capstan up --listen 0.0.0.0:6443 --tls-san dev.example.com\n',
    )
    .action(async (options: UpOptions) => {
      const { up } = await import('../actions/up.ts');
      await up(options);
    });
}
