import { done, type Outcome, requeue } from '@capstan/runtime';
import { durationMs, Namespace, ServiceAccount } from '@capstan/schema';
import { type Composed, compose } from './compose.ts';
import { bytesOf } from './content.ts';
import { type CopyJob, type Desired, refused, type TargetState } from './copy-job.ts';
import { copyName, desiredCopy } from './desired-copy.ts';
import { aliasOf, supersededCopies } from './hashed-names.ts';
import { lookAgain, nextVisit, resyncOf } from './next-visit.ts';
import { openTargets } from './open-targets.ts';
import { type Share, shareOf, type Usage } from './quota.ts';
import { type ReadSource, readSources, type SourcesRead } from './read-sources.ts';
import type { RemovalJob } from './remove-copy.ts';
import { removeUnwanted } from './remove-unwanted.ts';
import { reportPending, reportProblem, reportTargets } from './report.ts';
import { reachTarget } from './rounds.ts';
import { accountOf, namespaceOf, type Sync } from './sync.ts';
import { syncCopy } from './sync-copy.ts';
import { sourcesOf } from './sync-indexes.ts';
import { wantedNamespaces, withoutForeignNames } from './target-plan.ts';
import { actAsTenant, type Visit, whileCurrent } from './visit.ts';
import { measureVisit } from './weaver-metrics.ts';

/** Makes the copies of a sync what they should be, and says how they stand. */
export async function visitSync(visit: Visit): Promise<Outcome> {
  const { sync, ctx, kind } = visit;
  if (sync.spec.suspend) {
    reportProblem(visit, 'Suspended', 'copies are left as they are; set spec.suspend: false to go on');
    return done();
  }
  const tenant = await actAsTenant(visit);
  if (!tenant) {
    const message = `ServiceAccount ${accountOf(sync)} does not exist; create it, or name another in spec.serviceAccount.name`;
    reportProblem(visit, 'ServiceAccountNotFound', message);
    return requeue({ after: lookAgain, reason: message });
  }
  const job = { sync, kind, tenant, memory: visit.memory, signal: ctx.signal };
  trackSources(visit);
  const read = await readSources(sync, kind, tenant, ctx.signal);
  const composed = read.ok ? compose(read.sources, sync.spec) : undefined;
  if (!read.ok || !composed?.ok) return withoutSource(visit, job, read, composed);
  return fanOut(visit, job, { desired: desiredCopy(sync, read.sources, composed), notes: composed.notes, sources: read.sources });
}

/** Wakes the sync when a source comes, changes or goes: by the operator's own cache, or by a watch that the tenant may have. */
function trackSources({ sync, ctx, kind }: Visit): void {
  const who = { serviceAccount: sync.spec.serviceAccount.name, namespace: namespaceOf(sync) };
  const uid = ctx.metadata(ServiceAccount).get({ name: who.serviceAccount, namespace: who.namespace })?.metadata.uid;
  for (const ref of sourcesOf(sync)) {
    if (kind.cached) ctx.metadata(kind.resource).get(ref);
    else ctx.follow({ ...who, ...(uid !== undefined && { uid }) }, kind.resource, ref);
  }
}

async function withoutSource(visit: Visit, job: RemovalJob, read: SourcesRead, composed: Composed | undefined): Promise<Outcome> {
  const { sync, ctx } = visit;
  const isGone = !read.ok && read.reason === 'NotFound';
  const wanted = isGone && sync.spec.onSourceDeleted === 'Remove' ? [] : wantedNamespaces(sync, ctx.metadata(Namespace));
  const names = new Set([copyName(sync), ...(sync.status?.copyNames ?? [])]);
  await removeUnwanted(visit, job, { names, namespaces: new Set(wanted) });
  if (!read.ok) reportProblem(visit, read.reason === 'NotFound' ? 'SourceNotFound' : 'SourceForbidden', read.message);
  else if (composed && !composed.ok) reportProblem(visit, 'SourceInvalid', composed.message);
  return requeue({ after: lookAgain, reason: 'the source may appear, change, or be allowed' });
}

interface Wanted {
  readonly desired: Desired;
  readonly notes: readonly string[];
  readonly sources: readonly ReadSource[];
}

async function fanOut(visit: Visit, removal: RemovalJob, { desired, notes, sources }: Wanted): Promise<Outcome> {
  const { sync, ctx, kind } = visit;
  const wanted = wantedNamespaces(sync, ctx.metadata(Namespace));
  const { open, barred } = await openTargets(visit, { job: removal, name: desired.name }, wanted);
  await reportPending(visit, desired, open);
  const job: CopyJob = {
    ...removal,
    desired,
    copies: kind.cached ? ctx.metadata(kind.resource) : undefined,
    namespaces: ctx.metadata(Namespace),
    isLive: (owner) => owner.kind === sync.kind && visit.find(owner) !== undefined,
    verify: isVerificationDue(visit),
  };
  const { allowed, denied, message } = ownShare(visit, job, open);
  const round = visit.memory.rounds.resume(job);
  const current = { ...job, verify: round.verify };
  const worked = await whileCurrent(visit, allowed, (namespace) =>
    reachTarget(current, round, namespace, () => syncTarget(current, namespace)),
  );
  if (worked.end === 'outdated') return done(); // the sync was changed or deleted, and is looked at again at once
  if (worked.end === 'paused') return requeue({ after: '1ms', reason: 'more targets are to be written' });
  visit.memory.rounds.end(sync.metadata.uid);
  const overQuota = denied.map((namespace) => refused(namespace, 'QuotaExceeded', message));
  const states = withoutForeignNames(sync, [...worked.results, ...overQuota, ...barred]);
  const grace = visit.options.hashedGrace ?? '10m';
  const superseded = supersededCopies(sync, desired.name, { grace, now: Date.now() });
  const names = new Set([desired.name, copyName(sync), ...superseded.map(({ name }) => name)]);
  const leftovers = await removeUnwanted(visit, removal, { names, namespaces: new Set(wanted) });
  measureVisit(visit, [...states, ...leftovers], sources);
  reportTargets(visit, { desired, notes, states, leftovers, superseded, places: open });
  return nextVisit(sync, [...states, ...leftovers], { collectMs: superseded.length > 0 ? durationMs(grace) : Infinity });
}

/** The copy in one namespace, and then what points to it: nobody is sent to a copy that is not there. */
async function syncTarget(job: CopyJob, namespace: string): Promise<TargetState> {
  const state = await syncCopy(job, namespace);
  if (state.state !== 'Synced' || !job.desired.immutable) return state;
  const alias = await syncCopy({ ...job, desired: aliasOf(job.sync, job.desired) }, namespace);
  return alias.state === 'Synced' ? state : alias;
}

/** What the sync may have of what it wants, next to the other syncs of its namespace. */
function ownShare({ sync, memory, options, siblings }: Visit, job: CopyJob, wanted: readonly string[]): Share {
  const { quota } = options;
  if (!quota) return { allowed: wanted, denied: [], message: '' };
  const { uid } = sync.metadata;
  const copyBytes = bytesOf(job.desired.content);
  const others = siblings().filter(({ metadata }) => metadata.uid !== uid && metadata.deletionTimestamp === undefined);
  const share = shareOf(wanted, {
    tenant: namespaceOf(sync),
    quota,
    others: others.map(({ metadata, status }) => memory.usage.get(metadata.uid) ?? usageIn(status)),
    copyBytes,
    isThere: (namespace) => memory.checked.get(uid, { name: job.desired.name, namespace }) !== undefined,
  });
  memory.usage.set(uid, { copies: share.allowed.length, bytes: share.allowed.length * copyBytes });
  return share;
}

const usageIn = (status: Sync['status']): Usage => ({
  copies: status?.counts?.synced ?? 0,
  bytes: status?.counts?.totalBytes ?? 0,
});

/** Whether copies that no watch covers are to be read again. */
function isVerificationDue({ sync, memory, kind }: Visit): boolean {
  if (kind.cached) return false;
  const now = Date.now();
  const due = now - (memory.verifiedAt.get(sync.metadata.uid) ?? 0) >= durationMs(resyncOf(sync)) - 1_000;
  if (due) memory.verifiedAt.set(sync.metadata.uid, now);
  return due;
}
