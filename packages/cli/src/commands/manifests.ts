import { Argument, Command, Option } from 'commander';
import { capstanVersion } from '../capstan-version.ts';
import { loadOperator, type ManifestOptions, type OperatorName, operatorNames } from '../operators.ts';
import { parseImage, parseNamespace } from '../parse-names.ts';
import { type WeaverArguments, weaverOptionsOf, withWeaverOptions } from './weaver-options.ts';

type Options = ManifestOptions & WeaverArguments & { readonly output: 'yaml' | 'json'; readonly helmChart?: string };

export function manifestsCommand(): Command {
  return withWeaverOptions(new Command('manifests'))
    .description(
      'print what an operator needs in a cluster: CRDs, RBAC, Deployment; an extension: Service and ExtensionConfig too',
    )
    .addArgument(new Argument('<operator>', 'which operator').choices(operatorNames))
    .option('-n, --namespace <name>', 'where the operator runs', parseNamespace, 'capstan-system')
    .option('--image <image>', 'the container image', parseImage, `capstan:${capstanVersion}`)
    .addOption(
      new Option('--certificates <issuer>', "who issues an extension's certificate: itself, or cert-manager")
        .choices(['selfManaged', 'certManager'])
        .default('selfManaged'),
    )
    .addOption(new Option('-o, --output <format>', 'how to print').choices(['yaml', 'json']).default('yaml'))
    .option(
      '--helm-chart <folder>',
      'write a Helm chart of the same manifests into this new folder instead; what is named here is its default',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  capstan manifests config-weaver | kubectl apply -f -\n  capstan manifests lifecycle-sample --image registry.example.com/capstan:1 -n capi-hooks\n  capstan manifests config-weaver --helm-chart ./config-weaver && helm install config-weaver ./config-weaver\n',
    )
    .action(async (name: OperatorName, { output, helmChart: folder, ...options }: Options, command: Command) => {
      const operator = await loadOperator(name, { weaver: weaverOptionsOf(name, options) });
      if (folder !== undefined) {
        const { writeHelmChart } = await import('../actions/write-helm-chart.ts');
        const given = (option: 'namespace' | 'image') => command.getOptionValueSource(option) === 'cli';
        writeHelmChart(name, operator, {
          folder,
          certificates: options.certificates,
          ...(given('namespace') && { namespace: options.namespace }),
          ...(given('image') && { image: options.image }),
        });
        return;
      }
      const manifests = operator.manifests(options);
      if (output === 'json') {
        process.stdout.write(`${JSON.stringify({ apiVersion: 'v1', kind: 'List', items: manifests }, null, 2)}\n`);
        return;
      }
      const { stringify } = await import('yaml');
      process.stdout.write(manifests.map((manifest) => stringify(manifest, { aliasDuplicateObjects: false })).join('---\n'));
    });
}
