import { isBlocking, isHookName } from '@capstan/capi';
import { type Client, isApiError } from '@capstan/client';
import { type RecordedCall, withCalls } from './answered-call.ts';
import type { PendingCalls } from './call-recorder.ts';
import { type ClusterLife, isAnotherCluster, mergeLives } from './cluster-life.ts';
import { HookRecord } from './hook-record.ts';

const fieldManager = 'lifecycle-sample';
const triesOnConflict = 10;

type Status = NonNullable<HookRecord['status']>;

/** Adds calls to the record of their cluster. Replicas write the same record, so each write holds for the version it has read. */
export async function writeRecord(client: Client, pending: PendingCalls, { now }: { readonly now: number }): Promise<void> {
  const { namespace, name } = pending.cluster;
  for (let tries = 1; ; tries += 1) {
    const record = (await client.find(HookRecord, { namespace, name })) ?? (await makeRecord(client, pending));
    const { resourceVersion } = record.metadata;
    const body = { metadata: { resourceVersion }, status: nextStatus(record.status ?? {}, pending, now) };
    try {
      await client.patch(HookRecord, { namespace, name }, { type: 'merge', body }, { subresource: 'status', fieldManager });
      return;
    } catch (error) {
      if (!isApiError(error, 'Conflict', 'NotFound') || tries === triesOnConflict) throw error;
    }
  }
}

/** What is remembered of a cluster in its record. */
export function lifeInRecord(record: HookRecord | undefined): ClusterLife {
  const { clusterUid, waits = [], upgrade } = record?.status ?? {};
  return { waits, ...(clusterUid !== undefined && { uid: clusterUid }), ...(upgrade && { upgrade }) };
}

function makeRecord(client: Client, { cluster: { namespace, name } }: PendingCalls): Promise<HookRecord> {
  const record = { metadata: { namespace, name }, spec: { clusterName: name } };
  return client.apply(HookRecord, record, { fieldManager, force: true });
}

/** The whole status, `null` where a field goes: it is sent as a merge patch. */
function nextStatus(before: Status, pending: PendingCalls, now: number): Record<keyof Omit<Status, 'conditions'>, unknown> {
  const status = isAnotherCluster(pending.cluster.uid, before.clusterUid) ? {} : before;
  const life = mergeLives(lifeInRecord({ status } as HookRecord), pending.life, { now }); // only the status is read
  const calls = withCalls(status.calls ?? [], pending.calls);
  const last = latestOf(calls);
  const gate = latestOf(calls.filter(({ hook }) => isHookName(hook) && isBlocking(hook)));
  const letGo = calls.find(({ hook, answer }) => hook === 'BeforeClusterDelete' && answer === 'proceed');
  return {
    clusterUid: life.uid ?? null,
    calls,
    total: (status.total ?? 0) + pending.total,
    waits: life.waits,
    upgrade: life.upgrade ?? null,
    blockedBy: gate?.answer === 'retry' ? gate.hook : null,
    deleteAllowedAt: letGo?.time ?? null,
    last: last === undefined ? null : { hook: last.hook, answer: last.answer, time: timeOf(last) },
  };
}

function latestOf(calls: readonly RecordedCall[]): RecordedCall | undefined {
  return calls.toSorted((a, b) => (timeOf(a) < timeOf(b) ? -1 : 1)).at(-1);
}

function timeOf({ time, lastTime = time }: RecordedCall): string {
  return lastTime;
}
