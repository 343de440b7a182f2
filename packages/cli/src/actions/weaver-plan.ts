import { type Client, createClient, isApiError } from '@capstan/client';
import { type PlainManifest, type PlannedTarget, planSync } from '@capstan/config-weaver';
import { findCluster } from '../find-cluster.ts';
import { printableLine } from '../printable.ts';
import { hintOf } from '../report-error.ts';
import { checkedSync, syncsOf } from './planned-syncs.ts';
import { type PlanDocument, type PlanHead, printDocument, type SyncPlan, type WeaverOutput } from './weaver-documents.ts';
import { readManifests } from './weaver-manifests.ts';
import { printTable, toStandardOutput, type Write } from './weaver-table.ts';

export interface WeaverPlanOptions {
  readonly file: string;
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly namespace?: string;
  readonly output: WeaverOutput;
}

/** Prints what the operator would do for the syncs of a file. Answers the exit code: 1 when something would be refused. */
export async function weaverPlan(options: WeaverPlanOptions, write: Write = toStandardOutput): Promise<0 | 1> {
  const manifests = syncsOf(await readManifests(options.file), options.file);
  await using client = createClient(await findCluster(options), { fieldManager: 'capstan-plan' });
  const { namespace = client.defaultNamespace, output } = options;
  const syncs: SyncPlan[] = [];
  for (const manifest of manifests) {
    const plan = await planOne(client, manifest, namespace);
    if (output === 'table') printPlan(plan, write);
    syncs.push(plan);
  }
  const document: PlanDocument = { ok: !syncs.some(isRefused), syncs };
  if (output !== 'table') printDocument(document, output, write);
  return document.ok ? 0 : 1;
}

async function planOne(client: Client, manifest: PlainManifest, defaultNamespace: string): Promise<SyncPlan> {
  const { kind = '', metadata: { name = '', namespace = defaultNamespace } = {} } = manifest;
  const head: PlanHead = { kind, namespace, name };
  try {
    const { sync, before } = await checkedSync(client, manifest, { name, namespace });
    const plan = await planSync(client, sync, before);
    const terms = { ...head, serviceAccount: sync.spec.serviceAccount.name, suspended: sync.spec.suspend };
    if (!plan.ok) return { ...terms, result: 'sourceUnusable', message: plan.message };
    return { ...terms, result: 'planned', notes: plan.notes, targets: plan.targets };
  } catch (error) {
    if (!(error instanceof Error) || !isAboutOneSync(error)) throw error;
    const hint = hintOf(error);
    return { ...head, result: 'invalid', message: error.message, ...(hint !== undefined && { hint }) };
  }
}

/** Whether the syncs after this one may well be planned: their names, specs, namespaces and ServiceAccounts are others. */
const isAboutOneSync = (error: Error) =>
  isApiError(error, 'Invalid', 'BadRequest', 'NotFound', 'Forbidden') ||
  ('code' in error && (error.code === 'ServiceAccountNotFound' || error.code === 'InvalidName'));

const isRefused = (plan: SyncPlan): boolean =>
  plan.result !== 'planned' || plan.targets.some(({ action }) => action === 'refuse');

function printPlan(plan: SyncPlan, write: Write): void {
  const { kind, namespace, name } = plan;
  const title = `${kind} ${namespace}/${name}`;
  if (plan.result === 'invalid') {
    write(`${title}\n  cannot be planned: ${printableLine(plan.message)}\n`);
    if (plan.hint !== undefined) write(`  ${printableLine(plan.hint)}\n`);
    return;
  }
  write(`${title} as ServiceAccount ${namespace}/${plan.serviceAccount}\n`);
  if (plan.suspended) write('  note: nothing of this happens while spec.suspend is true\n');
  if (plan.result === 'sourceUnusable') {
    write(`  nothing would be copied: ${printableLine(plan.message)}\n`);
    return;
  }
  for (const note of plan.notes) write(`  note: ${printableLine(note)}\n`);
  printTable(['NAMESPACE', 'ACTION', 'RIGHTS', 'DETAIL'], plan.targets.map(row), write);
}

const row = ({ namespace, action, rights, detail }: PlannedTarget) => [namespace, action, rights.join(',') || 'none', detail];
