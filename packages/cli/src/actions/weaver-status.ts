import { type Client, createClient } from '@capstan/client';
import { ConfigMapSync, planSync, SecretSync } from '@capstan/config-weaver';
import { findCluster } from '../find-cluster.ts';
import { printTable, toStandardOutput, type Write } from './weaver-table.ts';

export interface WeaverStatusOptions {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly namespace?: string;
  readonly drift: boolean;
}

type Sync = ConfigMapSync | SecretSync;

/** Prints how all syncs stand. Answers the exit code: 1 when one is not ready. */
export async function weaverStatus(options: WeaverStatusOptions, write: Write = toStandardOutput): Promise<0 | 1> {
  await using client = createClient(await findCluster(options), { fieldManager: 'capstan-status' });
  const scope = { namespace: options.namespace };
  const syncs: Sync[] = [
    ...(await Array.fromAsync(client.list(ConfigMapSync, scope))),
    ...(await Array.fromAsync(client.list(SecretSync, scope))),
  ];
  if (syncs.length === 0) {
    write(`there is no ConfigMapSync or SecretSync${options.namespace ? ` in namespace ${options.namespace}` : ''}\n`);
    return 0;
  }
  const rows: string[][] = [];
  for (const sync of syncs) rows.push(await row(client, sync, options));
  printTable(['NAMESPACE', 'NAME', 'KIND', 'READY', 'TARGETS', 'DRIFT', 'MESSAGE'], rows, write);
  const troubled = syncs.flatMap((sync) => troubledTargets(sync));
  if (troubled.length > 0) {
    write('\ntargets that need attention\n');
    printTable(['SYNC', 'TARGET', 'REASON', 'MESSAGE'], troubled, write);
  }
  return syncs.every((sync) => ready(sync)?.status === 'True') ? 0 : 1;
}

const ready = ({ status }: Sync) => status?.conditions?.find(({ type }) => type === 'Ready');

async function row(client: Client, sync: Sync, { drift }: WeaverStatusOptions): Promise<string[]> {
  const { kind, metadata, status } = sync;
  const condition = ready(sync);
  return [
    metadata.namespace ?? '',
    metadata.name,
    kind,
    condition?.status ?? 'Unknown',
    status?.progress ?? '-',
    drift ? await driftOf(client, sync) : '-',
    condition?.message ?? 'not looked at yet; is the operator running?',
  ];
}

/** How many copies differ from what they should be. */
async function driftOf(client: Client, sync: Sync): Promise<string> {
  try {
    const plan = await planSync(client, sync);
    return plan.ok ? String(plan.targets.filter(({ action }) => action === 'update' || action === 'create').length) : '?';
  } catch {
    return '?'; // who may look at syncs need not be allowed to act as their ServiceAccounts
  }
}

const troubledTargets = ({ metadata, status }: Sync): readonly string[][] =>
  (status?.targets ?? [])
    .filter(({ state }) => state !== 'Synced')
    .map(({ namespace, reason = '', message = '' }) => [`${metadata.namespace}/${metadata.name}`, namespace, reason, message]);
