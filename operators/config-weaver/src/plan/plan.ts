import type { Client, ObjectClient } from '@capstan/client';
import { serviceAccountClient } from '@capstan/runtime';
import { matchesLabels, Namespace, type ObjectRef, SelfSubjectAccessReview } from '@capstan/schema';
import pMap from 'p-map';
import { accountOf, namespaceOf, type Sync } from '../api/sync.ts';
import { compose } from '../content/compose.ts';
import { type CopyKind, configMaps, secrets } from '../content/copy-kind.ts';
import { readSources } from '../content/read-sources.ts';
import type { Desired } from '../copies/copy-job.ts';
import { desiredCopy } from '../copies/desired-copy.ts';
import { unfitTarget, wantedNamespaces } from '../copies/target-plan.ts';
import type { Keeper } from '../marks/keepers.ts';
import { withRoomInStatus } from '../quota/status-room.ts';
import { lacks } from '../rights/rights.ts';
import { keysInWords, liveness, planExisting } from './plan-existing.ts';
import { planRemovals } from './plan-removals.ts';

/**
 * What the operator would do in one namespace. `skip`: it is only selected, and does not let the ServiceAccount in, so the
 * sync does not even count it. `detail` tells which keys change, never what they hold.
 */
export interface PlannedTarget {
  readonly namespace: string;
  readonly action: 'create' | 'update' | 'adopt' | 'merge' | 'nothing' | 'remove' | 'refuse' | 'skip';
  /** What the ServiceAccount may do with such an object there. */
  readonly rights: readonly string[];
  readonly detail: string;
}

export type Plan =
  | { readonly ok: true; readonly targets: readonly PlannedTarget[]; readonly notes: readonly string[] }
  | { readonly ok: false; readonly message: string };

const verbs = ['get', 'create', 'patch', 'delete'];

/**
 * What the operator would do for a sync, found out with a token of its ServiceAccount as the operator would. Nothing is
 * written. `before` is the sync as it is now, where there is one: what it has and would lose is planned, too. The client must be
 * allowed to list namespaces and to create tokens of that ServiceAccount.
 */
export async function planSync(client: Client, sync: Sync, before?: Sync): Promise<Plan> {
  const kind = sync.kind === 'SecretSync' ? secrets : configMaps;
  const who = { serviceAccount: sync.spec.serviceAccount.name, namespace: namespaceOf(sync) };
  const tenant = serviceAccountClient(client, who);
  const read = await readSources(sync, kind, tenant, AbortSignal.timeout(30_000));
  if (!read.ok) return { ok: false, message: read.message };
  const composed = compose(read.sources, sync.spec);
  if (!composed.ok) return composed;
  const desired = desiredCopy(sync, read.sources, composed);
  const namespaces = await Array.fromAsync(client.listMetadata(Namespace));
  const wantedOf = (each: Sync) =>
    wantedNamespaces(each, {
      list: (selector) => namespaces.filter(({ metadata }) => matchesLabels(selector, metadata.labels)),
    });
  const wanted = wantedOf(sync);
  const known = new Set(namespaces.map(({ metadata }) => metadata.name));
  const job = { sync, kind, tenant, desired, known, isLive: liveness(client, sync) };
  const targets = withRoom(job, await pMap(wanted, (namespace) => planTarget(job, namespace), { concurrency: 16 }));
  const removals = before ? await planRemovals(job, { before, wanted, wantedBefore: wantedOf(before) }) : [];
  return { ok: true, targets: [...targets, ...removals], notes: composed.notes };
}

/** What it takes to plan for one namespace. */
export interface PlanJob {
  readonly sync: Sync;
  readonly kind: CopyKind;
  readonly tenant: ObjectClient;
  readonly desired: Desired;
  readonly known: ReadonlySet<string>;
  /** Whether another sync is there; one that the caller may not see is taken to be. */
  readonly isLive: (keeper: Keeper) => Promise<boolean>;
}

/** The same, of which those are refused that the sync's status would have no room to name. */
function withRoom(job: PlanJob, targets: readonly PlannedTarget[]): readonly PlannedTarget[] {
  const written = targets.filter(({ action }) => action !== 'refuse' && action !== 'skip');
  const { surplus } = withRoomInStatus(
    job,
    written.map(({ namespace }) => namespace),
  );
  const messages = new Map(surplus.map(({ namespace, message }) => [namespace, message]));
  return targets.map((target) => {
    const message = messages.get(target.namespace);
    return message === undefined ? target : { ...target, action: 'refuse', detail: message };
  });
}

async function planTarget(job: PlanJob, namespace: string): Promise<PlannedTarget> {
  const { sync, kind, tenant, desired, known } = job;
  const rights = await rightsTo(job, { name: desired.name, namespace });
  const plan = (action: PlannedTarget['action'], detail: string): PlannedTarget => ({ namespace, action, rights, detail });
  const lacking = lackingRight(job, rights);
  const message = lacking && lacks(accountOf(sync), lacking, kind.resource, namespace);
  if (message && isOnlySelected(sync, namespace)) return plan('skip', message);
  const unfit = unfitTarget(kind, desired, namespace);
  if (unfit) return plan('refuse', unfit.message);
  if (message) return plan('refuse', message);
  if (!known.has(namespace)) return plan('refuse', `namespace ${namespace} does not exist`);
  const merges = sync.spec.conflictPolicy === 'Merge';
  const refuseWithout = (verb: string) => plan('refuse', lacks(accountOf(sync), verb, kind.resource, namespace));
  const missing = merges && ['get', 'patch', 'create'].find((verb) => !rights.includes(verb));
  if (missing) return refuseWithout(missing);
  if (!rights.includes('get')) return plan('create', `${keysInWords(desired)}, unless something of that name is there`);
  const existing = await tenant.find(kind.resource, { name: desired.name, namespace });
  const needed = existing ? 'patch' : 'create';
  if (!rights.includes(needed)) return refuseWithout(needed);
  if (!existing) return plan(merges ? 'merge' : 'create', keysInWords(desired));
  return { namespace, rights, ...(await planExisting(job, existing)) };
}

/** The right without which the operator writes nothing, whatever is there. */
function lackingRight({ kind }: PlanJob, rights: readonly string[]): string | undefined {
  const missing = (...needed: readonly string[]) => needed.find((verb) => !rights.includes(verb));
  if (!missing('create')) return kind.cached ? undefined : missing('get');
  return missing('get', 'patch') && 'create';
}

/** Whether nobody but the selector names a namespace, and no copy is known to be there. */
function isOnlySelected({ spec, status }: Sync, namespace: string): boolean {
  const names = [spec.syncToNamespaces, status?.placedIn, status?.targets?.map((target) => target.namespace)];
  return names.every((each) => !each?.includes(namespace));
}

/** What the ServiceAccount may do with an object. */
export async function rightsTo({ kind, tenant }: PlanJob, { name, namespace }: ObjectRef): Promise<readonly string[]> {
  const { group, plural } = kind.resource;
  const reviews = await Promise.all(
    verbs.map(async (verb) => {
      const resourceAttributes = { verb, group, resource: plural, namespace, name };
      const { status } = await tenant.create(SelfSubjectAccessReview, { spec: { resourceAttributes } });
      return status?.allowed ? [verb] : [];
    }),
  );
  return reviews.flat();
}
