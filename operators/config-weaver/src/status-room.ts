import { refused, type TroubledTarget } from './copy-job.ts';
import { namespaceOf } from './sync.ts';
import { mostPlaces } from './sync-status.ts';
import type { Visit } from './visit.ts';

/**
 * The namespaces that get a copy although no cache shows what is there: those that the status names already, and others while
 * it has room. A Secret that it could not name would be forgotten, and stay when its sync goes.
 */
export function withRoomInStatus(
  { sync, kind }: Visit,
  open: readonly string[],
): { readonly places: readonly string[]; readonly surplus: readonly TroubledTarget[] } {
  if (kind.cached) return { places: open, surplus: [] };
  const named = new Set(sync.status?.placedIn);
  const added = open.filter((namespace) => !named.has(namespace));
  const tooMany = new Set(added.slice(Math.max(0, mostPlaces - named.size)));
  const who = `${sync.kind} ${namespaceOf(sync)}/${sync.metadata.name}`;
  const message = `${who} may have copies in at most ${mostPlaces} namespaces, those included that it no longer wants; let another sync write the rest`;
  return {
    places: open.filter((namespace) => !tooMany.has(namespace)),
    surplus: [...tooMany].map((namespace) => refused(namespace, 'TooManyTargets', message)),
  };
}
