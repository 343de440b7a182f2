import type { Visit } from '../visit/visit.ts';
import type { Removal } from './remove-copy.ts';

/** Removals that are told one by one; more are told as a sum. */
const toldSingly = 20;

const words = {
  removed: { reason: 'CopyRemoved', reasonOfMany: 'CopiesRemoved', text: (what: string) => `removed ${what}` },
  released: {
    reason: 'CopyReleased',
    reasonOfMany: 'CopiesReleased',
    text: (what: string) => `left ${what}, which the sync did not make`,
  },
  unmerged: { reason: 'KeysRemoved', reasonOfMany: 'KeysRemoved', text: (what: string) => `took merged keys out of ${what}` },
  reclaimed: {
    reason: 'CopyReclaimed',
    reasonOfMany: 'CopyReclaimed',
    text: (what: string) => `removed ${what} with the operator's own rights`,
  },
} as const;

/** Tells on the sync what became of copies that should go, of the sync itself or of some of its targets. */
export function announceRemovals(
  { ctx, kind }: Visit,
  removals: readonly Removal[],
  { why }: { readonly why: 'deleted' | 'unwanted' },
): void {
  for (const ended of ['removed', 'released', 'unmerged', 'reclaimed'] as const) {
    const { reason, reasonOfMany, text } = words[ended];
    const refs = removals.flatMap(({ result, ref }) => (result === ended ? [ref] : []));
    const [ofOne, ofMany] = why === 'unwanted' ? [': it is no longer wanted', ' that are no longer wanted'] : ['', ''];
    if (refs.length > toldSingly) ctx.event('Normal', reasonOfMany, text(`${refs.length} copies${ofMany}`));
    else
      for (const { namespace, name } of refs)
        ctx.event('Normal', reason, `${text(`${kind.resource.kind} ${namespace}/${name}`)}${ofOne}`);
  }
}
