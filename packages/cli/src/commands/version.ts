import { Command, Option } from 'commander';
import { capstanVersion } from '../capstan-version.ts';

export function versionCommand(): Command {
  return new Command('version')
    .description('print the versions of capstan, of the Kubernetes API it embeds, and of Node')
    .addOption(new Option('-o, --output <format>', 'how to print').choices(['text', 'json']).default('text'))
    .addHelpText('after', '\nExamples:\n  capstan version\n  capstan version --output json\n')
    .action(async ({ output }: { readonly output: 'text' | 'json' }) => {
      const { kubernetesVersion } = await import('@capstan/apiserver');
      const versions = { capstan: capstanVersion, kubernetes: kubernetesVersion(), node: process.versions.node };
      process.stdout.write(
        output === 'json'
          ? `${JSON.stringify(versions)}\n`
          : `capstan ${versions.capstan}\nKubernetes API ${versions.kubernetes}\nNode ${versions.node}\n`,
      );
    });
}
