import { namespaceOf, type Sync } from '../api/sync.ts';
import { mostPlaces } from '../api/sync-status.ts';
import { refused, type TroubledTarget } from '../copies/copy-job.ts';
import type { Visit } from '../visit/visit.ts';

/** Of the 1.5 MiB that etcd takes, what a sync may have before more is said about its targets. */
const mostBytes = 1_400_000;

/**
 * The namespaces that get a copy although no cache shows what is there: those that the status names already, and others while
 * it has room. A Secret that it could not name would be forgotten, and stay when its sync goes.
 */
export function withRoomInStatus(
  { sync, kind }: Pick<Visit, 'sync' | 'kind'>,
  open: readonly string[],
): { readonly places: readonly string[]; readonly surplus: readonly TroubledTarget[] } {
  const named = new Set(sync.status?.placedIn);
  const added = open.filter((namespace) => !named.has(namespace));
  if (kind.cached || added.length === 0) return { places: open, surplus: [] };
  const count = Math.min(Math.max(0, mostPlaces - named.size), howManyFit(added, roomIn(sync)));
  const tooMany = new Set(added.slice(count));
  const who = `${sync.kind} ${namespaceOf(sync)}/${sync.metadata.name}`;
  const message = `the status of ${who} has no room to name more than ${named.size + count} namespaces, those included that it no longer wants; let another sync write the rest`;
  return {
    places: open.filter((namespace) => !tooMany.has(namespace)),
    surplus: [...tooMany].map((namespace) => refused(namespace, 'TooManyTargets', message)),
  };
}

/** Bytes that a sync has left. Namespaces of the spec count again: the server also records, of each, who wrote it. */
function roomIn(sync: Sync): number {
  const recorded = (sync.spec.syncToNamespaces ?? []).map((name) => `"v:\\"${name}\\"":{}`);
  return mostBytes - Buffer.byteLength(JSON.stringify(sync)) - recorded.join().length;
}

function howManyFit(names: readonly string[], bytes: number): number {
  let left = bytes;
  for (const [index, name] of names.entries()) {
    left -= JSON.stringify(name).length + 1;
    if (left < 0) return index;
  }
  return names.length;
}
