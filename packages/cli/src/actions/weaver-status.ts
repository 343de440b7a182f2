import { type Client, createClient } from '@capstan/client';
import { ConfigMapSync, type PlannedTarget, planSync, SecretSync } from '@capstan/config-weaver';
import { findCluster } from '../find-cluster.ts';
import { printDocument, type StatusDocument, type SyncReport, type WeaverOutput } from './weaver-documents.ts';
import { printTable, toStandardOutput, type Write } from './weaver-table.ts';

export interface WeaverStatusOptions {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly namespace?: string;
  readonly drift: boolean;
  readonly output: WeaverOutput;
}

type Sync = ConfigMapSync | SecretSync;

/** Prints how all syncs stand. Answers the exit code: 1 when one is not ready. */
export async function weaverStatus(options: WeaverStatusOptions, write: Write = toStandardOutput): Promise<0 | 1> {
  await using client = createClient(await findCluster(options), { fieldManager: 'capstan-status' });
  const scope = { namespace: options.namespace };
  const all: Sync[] = [
    ...(await Array.fromAsync(client.list(ConfigMapSync, scope))),
    ...(await Array.fromAsync(client.list(SecretSync, scope))),
  ];
  const syncs: SyncReport[] = [];
  for (const sync of all) syncs.push(await reportOn(client, sync, options));
  const document: StatusDocument = { ok: syncs.every(({ ready }) => ready.status === 'True'), syncs };
  if (options.output === 'table') printReports(document, options, write);
  else printDocument(document, options.output, write);
  return document.ok ? 0 : 1;
}

async function reportOn(client: Client, sync: Sync, { drift }: WeaverStatusOptions): Promise<SyncReport> {
  const { kind, metadata, status } = sync;
  const condition = status?.conditions?.find(({ type }) => type === 'Ready');
  return {
    kind,
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    ready: condition
      ? { status: condition.status, reason: condition.reason, message: condition.message }
      : { status: 'Unknown', message: 'not looked at yet; is the operator running?' },
    ...(status?.progress !== undefined && { progress: status.progress }),
    ...(status?.counts && { counts: status.counts }),
    drift: drift ? await driftOf(client, sync) : null,
    targets: status?.targets ?? [],
  };
}

const isWrite = (action: PlannedTarget['action']) => ['create', 'update', 'adopt', 'merge'].includes(action);

/** How many copies differ from what they should be. */
async function driftOf(client: Client, sync: Sync): Promise<number | null> {
  try {
    const plan = await planSync(client, sync);
    return plan.ok ? plan.targets.filter(({ action }) => isWrite(action)).length : null;
  } catch {
    return null; // who may look at syncs need not be allowed to act as their ServiceAccounts
  }
}

function printReports({ syncs }: StatusDocument, { namespace, drift }: WeaverStatusOptions, write: Write): void {
  if (syncs.length === 0) {
    write(`there is no ConfigMapSync or SecretSync${namespace ? ` in namespace ${namespace}` : ''}\n`);
    return;
  }
  const unread = drift ? '?' : '-';
  const rows = syncs.map((sync) => [
    sync.namespace,
    sync.name,
    sync.kind,
    sync.ready.status,
    sync.progress ?? '-',
    String(sync.drift ?? unread),
    sync.ready.message,
  ]);
  printTable(['NAMESPACE', 'NAME', 'KIND', 'READY', 'TARGETS', 'DRIFT', 'MESSAGE'], rows, write);
  const troubled = syncs.flatMap(troubledTargets);
  if (troubled.length === 0) return;
  write('\ntargets that need attention\n');
  printTable(['SYNC', 'TARGET', 'REASON', 'MESSAGE'], troubled, write);
}

const troubledTargets = ({ namespace: within, name, targets }: SyncReport): readonly string[][] =>
  targets
    .filter(({ state }) => state !== 'Synced')
    .map(({ namespace, reason = '', message = '' }) => [`${within}/${name}`, namespace, reason, message]);
