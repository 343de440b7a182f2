import { compareBytewise } from './bytewise-order.ts';
import type { StoredObject, StoreEvent } from './store.ts';

/** What was listed before `events` happened: `now` with each event undone. Both lists are in order of namespace, then name. */
export function rollBack(now: readonly StoredObject[], events: readonly StoreEvent[]): readonly StoredObject[] {
  if (events.length === 0) return now;
  const before = [...statesBefore(events).values()].sort((a, b) => compareKeys(a.key, b.key));
  const past: StoredObject[] = [];
  let next = 0;
  for (const { key, state } of before) {
    for (let object = now[next]; object && compareKeys(object, key) < 0; object = now[++next]) past.push(object);
    const changed = now[next];
    if (changed && compareKeys(changed, key) === 0) next++;
    if (state) past.push(state);
  }
  for (let object = now[next]; object; object = now[++next]) past.push(object);
  return past;
}

interface StateBefore {
  readonly key: StoredObject;
  readonly state: StoredObject | undefined;
}

/** The first event of an object says what it was before all of them. */
function statesBefore(events: readonly StoreEvent[]): Map<string, StateBefore> {
  const before = new Map<string, StateBefore>();
  for (const { object, previous } of events) {
    const key = `${object.namespace}/${object.name}`;
    if (!before.has(key)) before.set(key, { key: object, state: previous });
  }
  return before;
}

function compareKeys(a: StoredObject, b: StoredObject): number {
  return compareBytewise(a.namespace, b.namespace) || compareBytewise(a.name, b.name);
}
