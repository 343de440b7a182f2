import { Command, InvalidArgumentError } from 'commander';
import type { DevOptions } from '../actions/dev.ts';
import { parseAddress } from '../parse-address.ts';
import { parseNamespace, parseRepository } from '../parse-names.ts';
import { toOption } from './hooks-options.ts';

export function devCommand(): Command {
  return new Command('dev')
    .description('serve an extension while you write it: each save restarts it, in under a second')
    .argument('[path]', 'folder of the extension, or the module that exports it', '.')
    .option('--listen <address>', 'where to serve, as HOST:PORT', parseAddress, { host: '127.0.0.1', port: 9443 })
    .option('--kubeconfig <path>', 'a management cluster that is to call the extension')
    .option('--context <name>', 'context of the kubeconfig')
    .option('--url <url>', 'how the management cluster reaches this machine (default: the address served at)', parseUrl)
    .option('--keep', 'leave the ExtensionConfig in the cluster at the end')
    .addOption(toOption('where the simulated cluster is upgraded to (default: two minors on)'))
    .option('--no-lifecycle', 'do not play the life of a cluster after each start')
    .option('--inspect [address]', "open Node's inspector (default: 127.0.0.1:9229)", parseInspect)
    .option('--watch <folder>', 'restart for changes in this folder too (repeatable)', gather, [] as readonly string[])
    .option('--data-dir <path>', 'folder for certificates', '.capstan')
    .option('--image <image>', 'instead of serving here: build this image, push it, and restart the Deployment', parseRepository)
    .option('-n, --namespace <name>', 'where that Deployment is', parseNamespace, 'capstan-system')
    .addHelpText(
      'after',
      '\nExamples:\n  capstan dev operators/lifecycle-sample\n  capstan dev --kubeconfig mgmt.yaml --listen 0.0.0.0:9443 --url https://172.18.0.1:9443\n  capstan dev --inspect                                   breakpoints: .vscode/launch.json\n  capstan dev --kubeconfig mgmt.yaml --image localhost:5001/my-extension\n',
    )
    .action(async (path: string, options: Omit<DevOptions, 'given'>, command: Command) => {
      const { dev } = await import('../actions/dev.ts');
      await dev(path, { ...options, given: givenTo(command) });
    });
}

function givenTo(command: Command): readonly string[] {
  const given = command.options.filter((option) => command.getOptionValueSource(option.attributeName()) === 'cli');
  return given.flatMap(({ long }) => (typeof long === 'string' ? [long] : []));
}

function gather(folder: string, all: readonly string[]): readonly string[] {
  return [...all, folder];
}

function parseInspect(text: string): { readonly host: string; readonly port: number } {
  return parseAddress(/^\d+$/.test(text) ? `:${text}` : text);
}

function parseUrl(text: string): string {
  if (URL.canParse(text) && text.startsWith('https://') && text.length <= 512) return text;
  throw new InvalidArgumentError('write it as https://HOST:PORT; Cluster API calls nothing else.');
}
