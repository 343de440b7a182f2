import type { Sync } from '../api/sync.ts';
import { isTroubled, type TargetState } from '../copies/copy-job.ts';
import { copyName } from '../copies/desired-copy.ts';
import type { Visit } from '../visit/visit.ts';

/** Changes of one visit that are told one by one; more are told as a sum. */
const toldSingly = 20;

type Told = NonNullable<NonNullable<Sync['status']>['targets']>;

/** Tells on the sync what a visit changed, and each refusal once. */
export function announceTargets(visit: Visit, states: readonly TargetState[], before: Told): void {
  const { ctx, kind, sync } = visit;
  const what = `${kind.resource.kind} ${copyName(sync)}`;
  const changes = {
    created: ['CopyCreated', `copied ${what} to namespace`],
    updated: ['CopyUpdated', `updated ${what} in namespace`],
    repaired: ['CopyRepaired', `repaired ${what} in namespace`],
    adopted: ['CopyAdopted', `took over ${what} in namespace`],
  } as const;
  for (const change of ['created', 'updated', 'repaired', 'adopted'] as const) {
    const [reason, text] = changes[change];
    const namespaces = states
      .filter((state) => state.state === 'Synced' && state.change === change)
      .map((state) => state.namespace);
    if (namespaces.length > toldSingly) ctx.event('Normal', reason, `${text}s: ${namespaces.length} of them`);
    else for (const namespace of namespaces) ctx.event('Normal', reason, `${text} ${namespace}`);
  }
  announceTroubles(ctx, states, before);
}

function announceTroubles(ctx: Visit['ctx'], states: readonly TargetState[], before: Told): void {
  const earlier = new Map(before.map(({ namespace, message }) => [namespace, message]));
  const news = states.filter(isTroubled).filter(({ namespace, message }) => earlier.get(namespace) !== message);
  for (const { state, message } of news.slice(0, toldSingly))
    ctx.event('Warning', state === 'Refused' ? 'TargetRefused' : 'TargetFailed', message);
}
