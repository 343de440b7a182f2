import { type Client, createClient, isApiError } from '@capstan/client';
import { type PlainManifest, type Plan, type PlannedTarget, planSync } from '@capstan/config-weaver';
import { findCluster } from '../find-cluster.ts';
import { printableLine } from '../printable.ts';
import { hintOf } from '../report-error.ts';
import { checkedSync, syncsOf } from './planned-syncs.ts';
import { readManifests } from './weaver-manifests.ts';
import { printTable, toStandardOutput, type Write } from './weaver-table.ts';

export interface WeaverPlanOptions {
  readonly file: string;
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly namespace?: string;
}

/** Prints what the operator would do for the syncs of a file. Answers the exit code: 1 when something would be refused. */
export async function weaverPlan(options: WeaverPlanOptions, write: Write = toStandardOutput): Promise<0 | 1> {
  const syncs = syncsOf(await readManifests(options.file), options.file);
  await using client = createClient(await findCluster(options), { fieldManager: 'capstan-plan' });
  let refused = 0;
  for (const sync of syncs) refused += await planOne(client, sync, { ...options, write });
  return refused > 0 ? 1 : 0;
}

/** Prints the plan of one sync and answers how many targets it would be refused in. */
async function planOne(
  client: Client,
  manifest: PlainManifest,
  { namespace = client.defaultNamespace, write }: Pick<WeaverPlanOptions, 'namespace'> & { readonly write: Write },
): Promise<number> {
  const { name = '', namespace: within = namespace } = manifest.metadata ?? {};
  const title = `${manifest.kind} ${within}/${name}`;
  try {
    const { sync, before } = await checkedSync(client, manifest, { name, namespace: within });
    const plan = await planSync(client, sync, before);
    write(`${title} as ServiceAccount ${within}/${sync.spec.serviceAccount.name}\n`);
    if (sync.spec.suspend) write('  note: nothing of this happens while spec.suspend is true\n');
    return printPlan(plan, write);
  } catch (error) {
    if (!(error instanceof Error) || !isAboutOneSync(error)) throw error;
    write(`${title}\n  cannot be planned: ${printableLine(error.message)}\n`);
    const hint = hintOf(error);
    if (hint !== undefined) write(`  ${printableLine(hint)}\n`);
    return 1;
  }
}

function printPlan(plan: Plan, write: Write): number {
  if (!plan.ok) {
    write(`  nothing would be copied: ${printableLine(plan.message)}\n`);
    return 1;
  }
  for (const note of plan.notes) write(`  note: ${printableLine(note)}\n`);
  printTable(['NAMESPACE', 'ACTION', 'RIGHTS', 'DETAIL'], plan.targets.map(row), write);
  return plan.targets.filter(({ action }) => action === 'refuse').length;
}

/** Whether the syncs after this one may well be planned: their names, specs, namespaces and ServiceAccounts are others. */
const isAboutOneSync = (error: Error) =>
  isApiError(error, 'Invalid', 'BadRequest', 'NotFound', 'Forbidden') ||
  ('code' in error && (error.code === 'ServiceAccountNotFound' || error.code === 'InvalidName'));

const row = ({ namespace, action, rights, detail }: PlannedTarget) => [namespace, action, rights.join(',') || 'none', detail];
