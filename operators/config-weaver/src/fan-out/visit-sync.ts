import { done, type Outcome, requeue, type TenantClient } from '@capstan/runtime';
import { durationMs, Namespace, ServiceAccount } from '@capstan/schema';
import { accountOf, namespaceOf } from '../api/sync.ts';
import { sourcesOf } from '../api/sync-indexes.ts';
import { type Composed, compose } from '../content/compose.ts';
import { type ReadSource, readSources, type SourcesRead } from '../content/read-sources.ts';
import { type CopyJob, type Desired, refused, type TargetState } from '../copies/copy-job.ts';
import { copyName, desiredCopy } from '../copies/desired-copy.ts';
import { aliasOf, supersededCopies } from '../copies/hashed-names.ts';
import { syncCopy } from '../copies/sync-copy.ts';
import { wantedNamespaces } from '../copies/target-plan.ts';
import { isNamed } from '../marks/keepers.ts';
import { ownShare } from '../quota/own-share.ts';
import { withRoomInStatus } from '../quota/status-room.ts';
import type { RemovalJob } from '../removal/remove-copy.ts';
import { removeUnwanted } from '../removal/remove-unwanted.ts';
import { reportPending, reportProblem, reportTargets } from '../report/report.ts';
import { measureVisit } from '../report/weaver-metrics.ts';
import { lookAgain, nextVisit } from '../visit/next-visit.ts';
import { endRound, type Round, resumeRound, stamps } from '../visit/rounds.ts';
import { type Part, Turn, type Unfinished } from '../visit/turns.ts';
import { actAsTenant, type Visit } from '../visit/visit.ts';
import { openTargets } from './open-targets.ts';

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
    visit.memory.rounds.end(sync.metadata.uid); // one that comes later may have other rights
    reportProblem(visit, 'ServiceAccountNotFound', message);
    return requeue({ after: lookAgain, reason: message });
  }
  const job = { sync, kind, tenant, namespaces: ctx.metadata(Namespace), memory: visit.memory, signal: ctx.signal };
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
  const { sync, memory } = visit;
  const { uid, generation } = sync.metadata;
  if (!read.ok) reportProblem(visit, read.reason === 'NotFound' ? 'SourceNotFound' : 'SourceForbidden', read.message);
  else if (composed && !composed.ok) reportProblem(visit, 'SourceInvalid', composed.message);
  const isGone = !read.ok && read.reason === 'NotFound';
  const wanted = isGone && sync.spec.onSourceDeleted === 'Remove' ? [] : wantedNamespaces(sync, job.namespaces);
  const names = new Set([copyName(sync), ...(sync.status?.copyNames ?? [])]);
  const round = memory.rounds.resume(uid, `${generation} without source ${job.tenant.user}`);
  const removed = await removeUnwanted(visit, { job, turn: new Turn(visit), round }, { names, namespaces: new Set(wanted) });
  if (removed.end !== 'all') return goOn(removed);
  memory.rounds.end(uid);
  const isForbidden = !read.ok && read.reason === 'Forbidden';
  const closed = isForbidden ? sourcesOf(sync).map(({ namespace }) => namespace) : [];
  const waitsMs = closed.map((namespace) => memory.rights.askAgainMs(job.tenant, namespace));
  const afterMs = Math.min(durationMs(lookAgain), ...waitsMs);
  return requeue({ after: `${afterMs}ms`, reason: 'the source may appear, change, or be allowed' });
}

interface Wanted {
  readonly desired: Desired;
  readonly notes: readonly string[];
  readonly sources: readonly ReadSource[];
}

async function fanOut(visit: Visit, removal: RemovalJob, { desired, notes, sources }: Wanted): Promise<Outcome> {
  const { sync, ctx, kind } = visit;
  const { generation } = sync.metadata;
  const wanted = wantedNamespaces(sync, removal.namespaces);
  const grace = visit.options.hashedGrace ?? '10m';
  const superseded = supersededCopies(sync, desired.name, { grace, now: Date.now() });
  const names = new Set([desired.name, copyName(sync), ...superseded.map(({ name }) => name)]);
  const what = `${generation} ${desired.name} ${desired.fingerprint} ${removal.tenant.user}`;
  const round = resumeRound(visit, what);
  const step = { job: removal, turn: new Turn(visit), round };
  const targets = await openTargets(visit, step, { desired, names, wanted });
  if (targets.end !== 'all') return goOn(targets);
  const { open, barred, leftOut } = targets;
  const { places, surplus } = withRoomInStatus(visit, open);
  await reportPending(visit, desired, places);
  const copies = kind.cached ? ctx.metadata(kind.resource) : undefined;
  const isLive: CopyJob['isLive'] = (owner) => owner.kind === sync.kind && isNamed(visit.find(owner), owner);
  const job = { ...removal, desired, copies, isLive, verify: round.verify };
  const { allowed, denied, message } = ownShare(visit, desired, places);
  const written = await step.turn.work(writingOf(visit, round, job, allowed));
  if (written.end !== 'all') return goOn(written);
  const states = [...written.results, ...denied.map((each) => refused(each, 'QuotaExceeded', message)), ...surplus, ...barred];
  const unwanted = await removeUnwanted(visit, step, { names, namespaces: new Set(wanted) });
  if (unwanted.end !== 'all') return goOn(unwanted);
  endRound(visit, round);
  const leftovers = unwanted.results;
  measureVisit(visit, { targets: [...states, ...leftovers], leftOut, sources });
  reportTargets(visit, { desired, notes, states, leftovers, superseded, places });
  const graceMs = superseded.length > 0 ? durationMs(grace) : Infinity;
  return comeBack(visit, removal.tenant, { states: [...states, ...leftovers], graceMs });
}

interface Through {
  readonly states: readonly TargetState[];
  readonly graceMs: number;
}

/** When the sync is looked at again after a visit that was through. */
function comeBack({ sync, memory: { rights } }: Visit, tenant: TenantClient, { states, graceMs }: Through): Outcome {
  // With any selector, not only where a namespace is left out: when the next look comes would tell that one matches.
  const selectorMs = sync.spec.namespaceSelector ? Math.min(durationMs(lookAgain), rights.askAgainMs(tenant)) : Infinity;
  const askAgainMs = (namespace: string) => rights.askAgainMs(tenant, namespace);
  return nextVisit(sync, states, { withinMs: Math.min(graceMs, selectorMs), askAgainMs });
}

/** What comes after a visit that is not through: its next turn, or nothing where the changed sync is looked at again at once. */
const goOn = ({ end }: Unfinished): Outcome =>
  end === 'outdated' ? done() : requeue({ after: '1ms', reason: 'not all is done, and others have a turn' });

/** The writing of copies as a part of a visit's work. */
function writingOf(visit: Visit, round: Round, job: CopyJob, namespaces: readonly string[]): Part<string, TargetState> {
  const stampOf = stamps(visit, round);
  return {
    items: namespaces,
    keyOf: (namespace) => namespace,
    stampOf: (namespace) => stampOf({ name: job.desired.name, namespace }),
    work: (namespace) => syncTarget(job, namespace),
    done: round.written,
    // What an earlier visit of the round did is told at its end, though there is nothing left to do now.
    tell: (before, now) => (before.state === 'Synced' && now.state === 'Synced' && now.change === 'none' ? before : now),
  };
}

/** The copy in one namespace, and then what points to it: nobody is sent to a copy that is not there. */
async function syncTarget(job: CopyJob, namespace: string): Promise<TargetState> {
  const state = await syncCopy(job, namespace);
  if (state.state !== 'Synced' || !job.desired.immutable) return state;
  const alias = await syncCopy({ ...job, desired: aliasOf(job.sync, job.desired) }, namespace);
  return alias.state === 'Synced' ? state : alias;
}
