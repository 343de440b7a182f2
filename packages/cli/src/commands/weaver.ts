import { Command, Option } from 'commander';
import type { WeaverConvertOptions } from '../actions/weaver-convert.ts';
import type { WeaverPlanOptions } from '../actions/weaver-plan.ts';
import type { WeaverStatusOptions } from '../actions/weaver-status.ts';
import { parseNamespace } from '../parse-names.ts';

export function weaverCommand(): Command {
  return new Command('weaver')
    .description('plan, look at and convert ConfigMapSyncs and SecretSyncs')
    .addCommand(planCommand())
    .addCommand(statusCommand())
    .addCommand(convertCommand())
    .addHelpText(
      'after',
      "\nExit codes: 0 all is well; 1 something is or would be refused.\n\nExamples:\n  capstan weaver plan -f sync.yaml\n  capstan weaver status -n team-a\n  capstan weaver status -o json | jq '.syncs[] | select(.drift > 0)'\n  capstan weaver convert -f old.yaml | kubectl apply -f -\n",
    );
}

const onCluster = (command: Command) =>
  command
    .option('--kubeconfig <path>', 'kubeconfig file (default: KUBECONFIG, the pod it runs in, or ~/.kube/config)')
    .option('--context <name>', 'context of the kubeconfig');

const outputOption = () =>
  new Option('-o, --output <format>', 'how to print: for a person, or as one document')
    .choices(['table', 'json', 'yaml'])
    .default('table');

function planCommand(): Command {
  return onCluster(new Command('plan'))
    .description('tell who would get what, with which rights, and what would change; nothing is written')
    .requiredOption('-f, --file <path>', 'manifests of syncs; - reads standard input')
    .option('-n, --namespace <name>', 'namespace of syncs that name none (default: that of the context)', parseNamespace)
    .addOption(outputOption())
    .action(async (options: WeaverPlanOptions) => {
      const { weaverPlan } = await import('../actions/weaver-plan.ts');
      process.exitCode = await weaverPlan(options);
    });
}

function statusCommand(): Command {
  return onCluster(new Command('status'))
    .description('show how syncs stand, which targets need attention, and which copies differ from what they should be')
    .option('-n, --namespace <name>', 'only this namespace (default: all)', parseNamespace)
    .addOption(outputOption())
    .option('--no-drift', 'do not read the copies')
    .action(async (options: WeaverStatusOptions) => {
      const { weaverStatus } = await import('../actions/weaver-status.ts');
      process.exitCode = await weaverStatus(options);
    });
}

function convertCommand(): Command {
  return onCluster(new Command('convert'))
    .description('turn ConfigMapSyncs of group weaver.example.com into those of this operator')
    .option('-f, --file <path>', 'manifests to convert, printed as YAML; - reads standard input')
    .option(
      '--live',
      'convert the objects of a cluster, whose former operator must be stopped: make the new, wait, remove the old',
    )
    .option('-n, --namespace <name>', 'with --live: only this namespace (default: all)', parseNamespace)
    .action(async (options: WeaverConvertOptions) => {
      const { weaverConvert } = await import('../actions/weaver-convert.ts');
      process.exitCode = await weaverConvert(options);
    });
}
