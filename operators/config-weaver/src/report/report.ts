import type { Condition } from '@capstan/schema';
import { accountOf, type Sync } from '../api/sync.ts';
import { sourcesOf } from '../api/sync-indexes.ts';
import { bytesOf } from '../content/content.ts';
import { type Desired, isTroubled, type TargetState } from '../copies/copy-job.ts';
import { copyName } from '../copies/desired-copy.ts';
import type { Superseded } from '../copies/hashed-names.ts';
import { madeCopies } from '../copies/made-copies.ts';
import type { Visit } from '../visit/visit.ts';
import { announceTargets } from './target-events.ts';
import { boundedTargets, byUrgency } from './target-status.ts';

type Problem = 'Suspended' | 'ServiceAccountNotFound' | 'SourceNotFound' | 'SourceForbidden' | 'SourceInvalid';

/** Says why no target was looked at. What is not known is Unknown. */
export function reportProblem({ sync, ctx }: Visit, problem: Problem, message: string): void {
  ctx.status({ observedGeneration: sync.metadata.generation ?? 0 });
  switch (problem) {
    case 'SourceNotFound':
    case 'SourceInvalid':
      ctx.condition('SourceFound', false, problem === 'SourceNotFound' ? 'NotFound' : 'Invalid', message);
      ctx.condition('Authorized', 'Unknown', 'Pending', message);
      break;
    case 'SourceForbidden':
      ctx.condition('SourceFound', false, 'Forbidden', message);
      ctx.condition('Authorized', false, 'SourceForbidden', message);
      break;
    case 'ServiceAccountNotFound':
      ctx.condition('SourceFound', 'Unknown', 'Pending', message);
      ctx.condition('Authorized', false, 'ServiceAccountNotFound', message);
      break;
    case 'Suspended':
      fillUnknown(sync, ctx, message);
      break;
    default: {
      const unreachable: never = problem;
      throw new Error(`unknown problem ${String(unreachable)}`);
    }
  }
  if (problem !== 'Suspended') ctx.condition('TargetsSynced', 'Unknown', 'Pending', message);
  ctx.condition('Progressing', false, problem === 'Suspended' ? 'Suspended' : 'Stopped', message);
  ctx.condition('Ready', false, problem, message);
}

/** Before the first copy is written: conditions that are not known yet, and the names that copies will have. */
export async function reportPending({ sync, ctx, kind }: Visit, desired: Desired, wanted: readonly string[]): Promise<void> {
  const { copyNames = [], placedIn = [], conditions } = sync.status ?? {};
  const names = [...new Set([...copyNames, copyName(sync), desired.name])];
  const places = kind.cached ? placedIn : [...new Set([...placedIn, ...wanted])].sort();
  const isRecorded = names.length === copyNames.length && places.length === placedIn.length;
  if (conditions && isRecorded) return;
  ctx.status({ copyNames: names.slice(-64), ...(!kind.cached && { placedIn: places }) });
  const message = `writing up to ${wanted.length} copies`;
  fillUnknown(sync, ctx, message);
  ctx.condition('Progressing', true, 'Writing', message);
  await ctx.flush();
}

/** Conditions that were never set are Unknown from the first visit on. */
function fillUnknown(sync: Sync, ctx: Visit['ctx'], message: string): void {
  const known = new Set(sync.status?.conditions?.map(({ type }: Condition) => type));
  for (const type of ['Ready', 'SourceFound', 'Authorized', 'TargetsSynced'] as const)
    if (!known.has(type)) ctx.condition(type, 'Unknown', 'Pending', message);
}

/** What a whole visit found. */
export interface Report {
  readonly desired: Desired;
  /** What the owner should know about how the content came about. */
  readonly notes: readonly string[];
  readonly states: readonly TargetState[];
  /** Copies that are not wanted any more and could not be removed. */
  readonly leftovers: readonly TargetState[];
  /** Hashed copies of before. */
  readonly superseded: readonly Superseded[];
  /** Targets that the tenant's rights let a copy be put in. */
  readonly places: readonly string[];
}

export function reportTargets(visit: Visit, report: Report): void {
  const { sync, ctx, kind } = visit;
  const { desired, states, leftovers, superseded } = report;
  const names = [...new Set([copyName(sync), desired.name, ...superseded.map(({ name }) => name)])];
  const all = [...states, ...leftovers];
  const bytes = bytesOf(desired.content);
  const synced = states.filter(({ state }) => state === 'Synced').length;
  const number = (state: TargetState['state']) => all.filter((target) => target.state === state).length;
  ctx.status({
    observedGeneration: sync.metadata.generation ?? 0,
    sourceRevision: desired.revision,
    progress: `${synced}/${states.length}`,
    counts: {
      targets: states.length,
      synced,
      refused: number('Refused'),
      failed: number('Failed'),
      copyBytes: bytes,
      totalBytes: bytes * synced,
    },
    targets: boundedTargets(all, desired.revision, sync.status?.targets ?? []),
    ...(leftovers.length === 0 && { copyNames: names }),
    ...((superseded.length > 0 || sync.status?.superseded) && { superseded }),
    ...(visit.reclaim && { madeCopies: madeCopies(visit) }),
    ...(!kind.cached && { placedIn: placesOf(sync, report) }),
  });
  announceTargets(visit, states, sync.status?.targets ?? []);
  reportConditions(visit, report, all);
}

/** Where copies may be: where this visit could write, where earlier ones did, whatever the rights are now, and what could not be removed. */
function placesOf(sync: Sync, { states, leftovers, places }: Report): readonly string[] {
  const before = new Set(sync.status?.placedIn);
  const kept = states.map(({ namespace }) => namespace).filter((namespace) => before.has(namespace));
  return [...new Set([...places, ...kept, ...leftovers.map(({ namespace }) => namespace)])].sort();
}

function reportConditions({ sync, ctx, kind }: Visit, { notes, states, desired }: Report, all: readonly TargetState[]): void {
  const sources = sourcesOf(sync).map(({ namespace, name }) => `${namespace}/${name}`);
  ctx.condition('SourceFound', true, 'Found', [`${kind.resource.kind} ${sources.join(', ')} is read`, ...notes].join('; '));
  const troubled = all.filter(isTroubled).toSorted(byUrgency);
  const withNote = (message: string) => [message, ...selectorNote(sync)].join('; ');
  const forbidden = troubled.find(({ reason }) => reason === 'Forbidden');
  if (forbidden) ctx.condition('Authorized', false, 'TargetsForbidden', withNote(forbidden.message));
  else ctx.condition('Authorized', true, 'Allowed', withNote(`${sync.spec.serviceAccount.name} may do all that is asked of it`));
  ctx.condition('Progressing', false, 'Finished', `revision ${desired.revision} is written where it can be`);
  const [first] = troubled;
  const synced = `${states.filter(({ state }) => state === 'Synced').length} of ${states.length} copies are up to date`;
  if (!first) {
    // Who expected a copy looks here first. That there is no target the counts tell, too.
    const message = states.length === 0 ? withNote(synced) : synced;
    ctx.condition('TargetsSynced', true, 'AllSynced', message);
    ctx.condition('Ready', true, 'Synced', message);
    return;
  }
  const more = troubled.length === 1 ? '' : ` (and ${troubled.length - 1} more)`;
  const message = `${synced}: ${first.message}${more}`;
  const failed = first.state === 'Failed';
  ctx.condition('TargetsSynced', false, failed ? 'SomeFailed' : 'SomeRefused', message);
  ctx.condition('Ready', false, failed ? 'TargetsFailed' : 'TargetsRefused', message);
}

/** The same whatever the selector matches: else it would tell of namespaces that let nobody in. */
const selectorNote = (sync: Sync): readonly string[] =>
  sync.spec.namespaceSelector ? [`a selected namespace counts if it lets ServiceAccount ${accountOf(sync)} in`] : [];
