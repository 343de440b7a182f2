import { Command, Option } from 'commander';
import type { ExportOptions } from '../actions/readiness-export.ts';
import type { ReadinessOptions } from '../actions/readiness-reports.ts';
import { parseNamespace } from '../parse-names.ts';

/** Adds what every one of these commands takes. */
const onCluster = (command: Command) =>
  command
    .option(
      '--kubeconfig <path>',
      'kubeconfig of the management cluster (default: KUBECONFIG, the pod it runs in, or ~/.kube/config)',
    )
    .option('--context <name>', 'context of the kubeconfig')
    .option('-n, --namespace <name>', 'namespace of the clusters (default: that of the context)', parseNamespace);

export function readinessCommand(): Command {
  return new Command('readiness')
    .description('what operational readiness shows about clusters')
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(compareCommand())
    .addCommand(rerunCommand())
    .addCommand(exportCommand())
    .addHelpText(
      'after',
      '\nExamples:\n  capstan readiness list -A\n  capstan readiness show web\n  capstan readiness rerun web --why "CNI was fixed"\n  capstan readiness export web.conformance -o junit > web.xml\n',
    );
}

function listCommand(): Command {
  return onCluster(new Command('list'))
    .description('list clusters, and how they stand')
    .option('-A, --all-namespaces', 'of all namespaces')
    .option('--profile <name>', 'of one profile only')
    .addOption(new Option('-o, --output <format>', 'how to print').choices(['table', 'json']).default('table'))
    .action(async (options: ReadinessOptions & { readonly output: 'table' | 'json' }) => {
      const { listReports } = await import('../actions/readiness-list.ts');
      await listReports(options);
    });
}

function showCommand(): Command {
  return onCluster(new Command('show'))
    .description('show what is known about one cluster')
    .argument('<report>', 'the report, or its cluster where it has only one')
    .action(async (name: string, options: ReadinessOptions) => {
      const { showReport } = await import('../actions/readiness-show.ts');
      await showReport(name, options);
    });
}

function compareCommand(): Command {
  return onCluster(new Command('compare'))
    .description('show where two clusters differ')
    .argument('<left>', 'a report or cluster, as NAME or NAMESPACE/NAME')
    .argument('<right>', 'another one')
    .action(async (left: string, right: string, options: ReadinessOptions) => {
      const { compareTwo } = await import('../actions/readiness-compare.ts');
      await compareTwo(left, right, options);
    });
}

function rerunCommand(): Command {
  return onCluster(new Command('rerun'))
    .description('ask for a new run')
    .argument('<report...>', 'reports or clusters')
    .option('--why <text>', 'what is written down as its cause', 'capstan readiness rerun')
    .action(async (names: readonly string[], options: ReadinessOptions & { readonly why: string }) => {
      const { rerunReports } = await import('../actions/readiness-rerun.ts');
      await rerunReports(names, options);
    });
}

function exportCommand(): Command {
  return onCluster(new Command('export'))
    .description('write results for other tools')
    .argument('<report>', 'a report or cluster')
    .addOption(new Option('-o, --output <format>', 'what to write').choices(['junit', 'json', 'archive']).default('junit'))
    .option('--file <path>', 'where to (default: standard output)')
    .option('--run <number>', 'whose archive (default: the last that has one)', Number)
    .option('--archive-folder <path>', 'folder of archives, where the profile keeps them in one')
    .action(async (name: string, options: ExportOptions) => {
      const { exportReport } = await import('../actions/readiness-export.ts');
      await exportReport(name, options);
    });
}
