import type { KubeObject } from '@capstan/schema';
import pMap from 'p-map';
import { accountOf, type Sync } from '../api/sync.ts';
import { copyName, hashedPrefix } from '../copies/desired-copy.ts';
import { claimOf, isAdopted } from '../marks/copy-marks.ts';
import { mergedClaim, mergedRevision } from '../marks/merge-marks.ts';
import { neededFor } from '../removal/remove-copy.ts';
import { lacks } from '../rights/rights.ts';
import { type PlanJob, type PlannedTarget, rightsTo } from './plan.ts';

/** Copies that the sync of before has and the one that is planned does not want: of namespaces it drops, or of other names. */
export async function planRemovals(
  job: PlanJob,
  {
    before,
    wanted,
    wantedBefore,
  }: { readonly before: Sync; readonly wanted: readonly string[]; readonly wantedBefore: readonly string[] },
): Promise<readonly PlannedTarget[]> {
  const { placedIn = [], targets = [], copyNames = [copyName(before)] } = before.status ?? {};
  const places = new Set([...wantedBefore, ...placedIn, ...targets.map(({ namespace }) => namespace)]);
  const stays = new Set(wanted);
  const refs = [...places]
    .sort()
    .flatMap((namespace) =>
      copyNames
        .filter((name) => job.known.has(namespace) && !(stays.has(namespace) && isKeptName(job, before, name)))
        .map((name) => ({ name, namespace })),
    );
  const synced = targets.filter(({ state }) => state === 'Synced').map(({ namespace }) => namespace);
  const known = new Set([...placedIn, ...synced]);
  const planned = await pMap(refs, (ref) => planRemoval(job, ref, known.has(ref.namespace)), { concurrency: 16 });
  return planned.flatMap((target) => target ?? []);
}

/** Names that copies still have; hashed ones of before go later by themselves. */
function isKeptName({ sync, desired }: PlanJob, { status }: Sync, name: string): boolean {
  const isHashed = sync.spec.immutable === 'Hashed' && name.startsWith(hashedPrefix(sync));
  return isHashed || [desired.name, copyName(sync), ...(status?.superseded ?? []).map((each) => each.name)].includes(name);
}

interface Place {
  readonly name: string;
  readonly namespace: string;
}

/** `isKnown`: the status says that a copy is there, which counts where the ServiceAccount may not look. */
async function planRemoval(job: PlanJob, ref: Place, isKnown: boolean): Promise<PlannedTarget | undefined> {
  const { sync, kind, tenant } = job;
  const rights = await rightsTo(job, ref);
  const what = `${kind.resource.kind} ${ref.namespace}/${ref.name}`;
  const plan = (action: PlannedTarget['action'], detail: string): PlannedTarget => ({
    namespace: ref.namespace,
    action,
    rights,
    detail: `${what} ${detail}`,
  });
  const mayLook = rights.includes('get');
  const existing = mayLook ? await tenant.find(kind.resource, ref) : undefined;
  const fate = existing ? fateOf(job, existing) : isKnown && !mayLook ? notWanted : undefined;
  if (!fate) return undefined;
  const lacking = neededFor(job, existing?.metadata).find((verb) => !rights.includes(verb));
  if (lacking === undefined) return plan('remove', fate);
  return plan('refuse', `is no longer wanted and stays: ${lacks(accountOf(sync), lacking, kind.resource, ref.namespace)}`);
}

const notWanted = 'is no longer wanted';

/** What becomes of an object that is there; nothing where it is not the sync's. */
function fateOf({ sync, kind }: PlanJob, existing: KubeObject): string | undefined {
  const { metadata } = existing;
  if (mergedClaim(existing, sync, kind) === 'own') return notWanted;
  const isMerged = mergedRevision(metadata, sync) !== undefined;
  if (claimOf(metadata, sync, kind.fieldManager) === 'none') return isMerged ? 'loses the keys that were merged' : undefined;
  return isAdopted(metadata) ? 'was there before and stays, without marks' : notWanted;
}
