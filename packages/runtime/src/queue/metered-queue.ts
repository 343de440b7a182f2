import { refOfKey } from '../cache/object-key.ts';
import type { Clock } from '../clock.ts';
import type { ErasedDefinition } from '../controller.ts';
import type { ManagerMetrics } from '../serving/metrics.ts';
import { WorkQueue } from './work-queue.ts';

export interface MeteredQueue {
  readonly queue: WorkQueue<string>;
  /** From now on somebody works on it. */
  readonly begin: () => void;
}

/**
 * The queue of a controller: namespaces take turns, and what waits is measured. Until somebody works on it nothing does: a
 * replica that does not lead fills its queue too, and is neither behind nor slow.
 */
export function meteredQueue(
  { name, concurrencyPerNamespace }: ErasedDefinition,
  { clock, metrics }: { readonly clock: Clock; readonly metrics: ManagerMetrics },
): MeteredQueue {
  let begun: number | undefined;
  let addedBefore = 0;
  const queue = new WorkQueue<string>({
    clock,
    groupOf: (key) => refOfKey(key).namespace ?? '',
    ...(concurrencyPerNamespace && { groupLimit: concurrencyPerNamespace }),
    onAdd: () => {
      metrics.queueAdds.inc({ name });
      if (begun === undefined) addedBefore += 1;
      else metrics.queueDepth.inc({ name });
    },
    onTake: (waitedMs) => {
      metrics.queueDepth.dec({ name });
      metrics.queueSeconds.observe({ name }, Math.min(waitedMs, clock.now() - (begun ?? 0)) / 1000);
    },
  });
  metrics.queueDepth.set({ name }, 0);
  const begin = () => {
    begun = clock.now();
    metrics.queueDepth.inc({ name }, addedBefore);
  };
  return { queue, begin };
}
