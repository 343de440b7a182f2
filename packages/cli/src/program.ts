import { Command } from 'commander';
import { capstanVersion } from './capstan-version.ts';
import { devCommand } from './commands/dev.ts';
import { hooksCommand } from './commands/hooks.ts';
import { initCommand } from './commands/init.ts';
import { kubeconfigCommand } from './commands/kubeconfig.ts';
import { manifestsCommand } from './commands/manifests.ts';
import { readinessCommand } from './commands/readiness.ts';
import { runCommand } from './commands/run.ts';
import { upCommand } from './commands/up.ts';
import { versionCommand } from './commands/version.ts';
import { weaverCommand } from './commands/weaver.ts';

/** The `capstan` command line. */
export function program(): Command {
  const capstan = new Command('capstan')
    .description('Cluster API operations in TypeScript')
    .version(capstanVersion, '-V, --version', 'print the version of capstan')
    .addCommand(upCommand())
    .addCommand(runCommand())
    .addCommand(manifestsCommand())
    .addCommand(devCommand())
    .addCommand(initCommand())
    .addCommand(hooksCommand())
    .addCommand(readinessCommand())
    .addCommand(weaverCommand())
    .addCommand(kubeconfigCommand())
    .addCommand(versionCommand())
    .addHelpText(
      'after',
      '\nExamples:\n  capstan up --demo                 a control plane in this process, with something to look at\n  capstan run config-weaver         the operator alone, against your cluster\n  capstan manifests config-weaver | kubectl apply -f -\n',
    );
  return complete(capstan, 'capstan');
}

/** What commander does not pass on to commands that are added: the way out of a mistake, and defaults in the form they are typed in. */
function complete(command: Command, path: string): Command {
  command.showHelpAfterError(`(run '${path} --help' for what there is)`);
  for (const option of command.options) {
    const text = option.defaultValueDescription ?? typedAs(option.defaultValue);
    if (text !== undefined) option.defaultValueDescription = text;
  }
  for (const part of command.commands) complete(part, `${path} ${part.name()}`);
  return command;
}

function typedAs(value: unknown): string | undefined {
  if (value === '' || (Array.isArray(value) && value.length === 0)) return 'none';
  if (typeof value !== 'object' || value === null || !('host' in value && 'port' in value)) return undefined;
  return `${value.host}:${value.port}`;
}
