import { deepEqual, type KubeObject, type ResourceType } from '@capstan/schema';
import type { CacheChange, Informer } from '../cache/informer.ts';
import { keyOf } from '../cache/object-key.ts';
import type { Logger } from '../controller.ts';
import { errorFields } from '../error-fields.ts';
import type { IndexedCache, Watch } from '../watch.ts';

/** The keys that a change of another kind wakes. A mapping function that throws wakes nothing and is a line in the log: the watch goes on. */
export function mappedKeys(watch: Watch<ResourceType>, change: CacheChange, own: Informer, logger: Logger): readonly string[] {
  const previous = change.type === 'put' ? change.previous : undefined;
  if (previous && isUnchanged(watch.when, previous, change.object)) return [];
  // The cache as the mapping functions of this kind were typed to see it.
  const cache = {
    get: (ref) => own.get(ref),
    byIndex: (index: string, key: string) => own.byIndex(index, key),
    list: () => own.list(),
  } as IndexedCache<ResourceType>;
  try {
    const shown = change.type === 'deleted' ? 'deleted' : change.initial ? 'initial' : 'now';
    const targets = [...watch.map(change.object, cache, shown), ...(previous ? watch.map(previous, cache, 'before') : [])];
    return targets.map((target) => keyOf('metadata' in target ? target.metadata : target));
  } catch (error) {
    logger.error({ kind: watch.resource.kind, ...errorFields(error) }, 'a mapping function failed');
    return [];
  }
}

/** Whether it is the same object, of which the predicate has the same value. */
const isUnchanged = (when: Watch<ResourceType>['when'], before: KubeObject, now: KubeObject): boolean =>
  when !== undefined && before.metadata.uid === now.metadata.uid && deepEqual(when.value(before), when.value(now));

/** Whether a change of a controller's own object is none that it asked for. Deletion and finalizers always matter. */
export const isNoNews = (when: Watch<ResourceType>['when'], before: KubeObject, now: KubeObject): boolean =>
  isUnchanged(when, before, now) && sameLife(before, now);

const sameLife = ({ metadata: left }: KubeObject, { metadata: right }: KubeObject) =>
  left.deletionTimestamp === right.deletionTimestamp && deepEqual(left.finalizers, right.finalizers);
