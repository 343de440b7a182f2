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
  return new Command('capstan')
    .description('Cluster API operations in TypeScript')
    .version(capstanVersion, '-V, --version', 'print the version of capstan')
    .showHelpAfterError("(run 'capstan --help' for what there is)")
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
}
