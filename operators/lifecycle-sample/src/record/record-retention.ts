import { type Clock, type Controller, controller, done, requeue } from '@capstan/runtime';
import { type Duration, durationMs } from '@capstan/schema';
import { HookRecord } from './hook-record.ts';

/** Removes records of clusters that are gone. Not by owner references: the end of a cluster's life is worth reading too. */
export function recordRetention({ clock, keepRecords }: { readonly clock: Clock; readonly keepRecords: Duration }): Controller {
  return controller({
    name: 'hook-record-retention',
    for: HookRecord,
    writes: [HookRecord],
    async reconcile({ metadata, status }, ctx) {
      if (status?.deleteAllowedAt === undefined) return done();
      const leftMs = Date.parse(status.deleteAllowedAt) + durationMs(keepRecords) - clock.now();
      if (leftMs > 0) return requeue({ after: `${leftMs}ms`, reason: 'the record of a deleted cluster is kept for a while' });
      const { name, namespace, uid, resourceVersion = '' } = metadata;
      await ctx.delete(HookRecord, { name, namespace }, { preconditions: { uid, resourceVersion } });
      return done();
    },
  });
}
