import { union } from './field-set.ts';
import { identityOf, type Managers, secondsOf } from './managers.ts';
import { compareText } from './path-element.ts';

const maxUpdates = 10;

/** Merges the oldest updates, by version, into one manager `ancient-changes`, as long as there are too many. */
export function capUpdates(managers: Managers): void {
  let count = 0;
  for (const { operation } of managers.values()) if (operation === 'Update') count += 1;
  if (count <= maxUpdates) return;
  const oldest = [...managers]
    .filter(([, { operation }]) => operation === 'Update')
    .sort(([a, left], [b, right]) => secondsOf(left.time) - secondsOf(right.time) || compareText(a, b));
  const firstOfVersion = new Map<string, string>();
  for (const [identity, manager] of oldest) {
    if (count <= maxUpdates) return;
    const { apiVersion, time } = manager;
    const first = firstOfVersion.get(apiVersion);
    if (first === undefined) {
      firstOfVersion.set(apiVersion, identity);
      continue;
    }
    const ancient = { manager: 'ancient-changes', operation: 'Update', apiVersion, subresource: '' } as const;
    const bucket = identityOf(ancient);
    const gathered = managers.get(bucket) ?? managers.get(first) ?? manager;
    if (!managers.has(bucket)) managers.delete(first);
    managers.delete(identity);
    managers.set(bucket, { ...ancient, time, set: union(manager.set, gathered.set) });
    count -= 1;
  }
}
