import { refOfKey } from '../cache/object-key.ts';
import type { Clock } from '../clock.ts';
import type { ErasedDefinition } from '../controller.ts';
import type { ManagerMetrics } from '../serving/metrics.ts';
import { WorkQueue } from './work-queue.ts';

/** The queue of a controller: namespaces take turns, and what waits is measured. */
export function meteredQueue(
  { name, concurrencyPerNamespace }: ErasedDefinition,
  { clock, metrics }: { readonly clock: Clock; readonly metrics: ManagerMetrics },
): WorkQueue<string> {
  return new WorkQueue<string>({
    clock,
    groupOf: (key) => refOfKey(key).namespace ?? '',
    ...(concurrencyPerNamespace && { groupLimit: concurrencyPerNamespace }),
    onAdd: () => {
      metrics.queueAdds.inc({ name });
      metrics.queueDepth.inc({ name });
    },
    onTake: (waitedMs) => {
      metrics.queueDepth.dec({ name });
      metrics.queueSeconds.observe({ name }, waitedMs / 1000);
    },
  });
}
