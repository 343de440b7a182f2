import { Argument, Command, Option } from 'commander';
import { capstanVersion } from '../capstan-version.ts';

interface Options {
  readonly namespace: string;
  readonly image: string;
  readonly output: 'yaml' | 'json';
}

export function manifestsCommand(): Command {
  return new Command('manifests')
    .description('print what an operator needs in a cluster: CRD, RBAC, Deployment')
    .addArgument(new Argument('<operator>', 'which operator').choices(['config-weaver']))
    .option('-n, --namespace <name>', 'where the operator runs', 'capstan-system')
    .option('--image <image>', 'the container image', `capstan:${capstanVersion}`)
    .addOption(new Option('-o, --output <format>', 'how to print').choices(['yaml', 'json']).default('yaml'))
    .addHelpText(
      'after',
      '\nExamples:\n  capstan manifests config-weaver | kubectl apply -f -\n  capstan manifests config-weaver --image registry.example.com/capstan:1 -n weaver\n',
    )
    .action(async (_operator: string, { namespace, image, output }: Options) => {
      const { configWeaverManifests } = await import('@capstan/config-weaver');
      const { stringify } = await import('yaml');
      const manifests = configWeaverManifests({ namespace, image });
      const list = { apiVersion: 'v1', kind: 'List', items: manifests };
      process.stdout.write(
        output === 'json'
          ? `${JSON.stringify(list, null, 2)}\n`
          : manifests.map((manifest) => stringify(manifest, { aliasDuplicateObjects: false })).join('---\n'),
      );
    });
}
