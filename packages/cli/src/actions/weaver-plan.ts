import { type Client, createClient } from '@capstan/client';
import { ConfigMapSync, type PlainManifest, type PlannedTarget, planSync, SecretSync } from '@capstan/config-weaver';
import { findCluster } from '../find-cluster.ts';
import { printableLine } from '../printable.ts';
import { UserError } from '../report-error.ts';
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
  const manifests = await readManifests(options.file);
  if (manifests.length === 0)
    throw new UserError(`${options.file} holds no manifest`, { hint: 'Name a file with ConfigMapSyncs or SecretSyncs.' });
  await using client = createClient(await findCluster(options), { fieldManager: 'capstan-plan' });
  let refused = 0;
  for (const manifest of manifests)
    refused += await planOne(client, manifest, {
      file: options.file,
      namespace: options.namespace ?? client.defaultNamespace,
      write,
    });
  return refused > 0 ? 1 : 0;
}

interface PlanParts {
  readonly file: string;
  /** Of syncs that name none. */
  readonly namespace: string;
  readonly write: Write;
}

/** Prints the plan of one sync and answers how many targets it would be refused in. */
async function planOne(client: Client, manifest: PlainManifest, options: PlanParts): Promise<number> {
  const { write } = options;
  const { kind } = manifest;
  if (kind !== ConfigMapSync.kind && kind !== SecretSync.kind)
    throw new UserError(`${options.file} holds a ${kind ?? 'manifest without kind'}; plan takes ConfigMapSyncs and SecretSyncs`);
  const { name = '', namespace = options.namespace } = manifest.metadata ?? {};
  // The server checks the spec and fills in defaults; a dry run stores nothing.
  const object = { ...manifest, metadata: { ...manifest.metadata, name, namespace } } as never;
  const dryRun = { dryRun: true, force: true };
  const sync =
    kind === SecretSync.kind ? await client.apply(SecretSync, object, dryRun) : await client.apply(ConfigMapSync, object, dryRun);
  const plan = await planSync(client, sync);
  write(`${kind} ${namespace}/${name} as ServiceAccount ${namespace}/${sync.spec.serviceAccount.name}\n`);
  if (!plan.ok) {
    write(`  nothing would be copied: ${printableLine(plan.message)}\n`);
    return 1;
  }
  for (const note of plan.notes) write(`  note: ${printableLine(note)}\n`);
  printTable(['NAMESPACE', 'ACTION', 'RIGHTS', 'DETAIL'], plan.targets.map(row), write);
  return plan.targets.filter(({ action }) => action === 'refuse').length;
}

const row = ({ namespace, action, rights, detail }: PlannedTarget) => [namespace, action, rights.join(',') || 'none', detail];
