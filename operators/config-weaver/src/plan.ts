import type { Client, ObjectClient } from '@capstan/client';
import { serviceAccountClient } from '@capstan/runtime';
import { type KubeObject, matchesLabels, Namespace, type ObjectRef, SelfSubjectAccessReview } from '@capstan/schema';
import pMap from 'p-map';
import { compose } from './compose.ts';
import { contentOf, sameContent } from './content.ts';
import type { Desired } from './copy-job.ts';
import { type CopyKind, configMaps, secrets } from './copy-kind.ts';
import { claimOf, hasMetadata, ownerOf } from './copy-marks.ts';
import { desiredCopy } from './desired-copy.ts';
import { mergedClaim, mergeMarksOf } from './merge-marks.ts';
import { planRemovals } from './plan-removals.ts';
import { readSources } from './read-sources.ts';
import { lacks } from './rights.ts';
import { accountOf, namespaceOf, type Sync } from './sync.ts';
import { unfitTarget, wantedNamespaces } from './target-plan.ts';

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
  const job = { sync, kind, tenant, desired, known };
  const targets = await pMap(wanted, (namespace) => planTarget(job, namespace), { concurrency: 16 });
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
  if (!rights.includes('get')) return plan('create', `${keysOf(desired)}, unless something of that name is there`);
  const existing = await tenant.find(kind.resource, { name: desired.name, namespace });
  const needed = existing ? 'patch' : 'create';
  if (!rights.includes(needed)) return refuseWithout(needed);
  if (!existing) return plan(merges ? 'merge' : 'create', keysOf(desired));
  if (merges) return plan('merge', `${keysOf(desired)} into what is there`);
  return { namespace, rights, ...planExisting(job, existing) };
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

function planExisting({ sync, kind, desired }: PlanJob, existing: KubeObject): Pick<PlannedTarget, 'action' | 'detail'> {
  const claim = claimOf(existing.metadata, sync, kind.fieldManager);
  if (claim === 'none') {
    if (mergedClaim(existing, sync, kind) === 'own') return { action: 'update', detail: 'goes on with what it has merged' };
    const others = mergeMarksOf(existing.metadata).filter(({ uid }) => uid !== sync.metadata.uid);
    const owner = ownerOf(existing) ?? others.map((mark) => ({ kind: sync.kind, ...mark.sync }))[0];
    const whose = owner ? `${owner.kind} ${owner.namespace}/${owner.name}` : 'somebody else';
    if (sync.spec.conflictPolicy === 'Adopt' && !owner) return { action: 'adopt', detail: 'takes over what is there' };
    return {
      action: 'refuse',
      detail: `${kind.resource.kind} ${existing.metadata.namespace}/${desired.name} belongs to ${whose}`,
    };
  }
  const isRight = sameContent(contentOf(existing), desired.content) && hasMetadata(existing.metadata, desired, kind.fieldManager);
  if (claim === 'ours' && isRight) return { action: 'nothing', detail: 'up to date' };
  return {
    action: 'update',
    detail: claim === 'legacy' ? 'taken over from the former operator' : changedKeys(existing, desired),
  };
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

const keysOf = ({ content }: Desired) => {
  const keys = [...Object.keys(content.data), ...Object.keys(content.binaryData)];
  return keys.length === 1 ? `key ${keys[0]}` : `${keys.length} keys`;
};

function changedKeys(existing: KubeObject, { content }: Desired): string {
  const before = contentOf(existing);
  const all = (of: typeof content) => ({ ...of.data, ...of.binaryData });
  const [old, wanted] = [all(before), all(content)];
  const changed = [...new Set([...Object.keys(old), ...Object.keys(wanted)])].filter((key) => old[key] !== wanted[key]).sort();
  return changed.length === 0
    ? 'labels and annotations'
    : `changes ${changed.slice(0, 8).join(', ')}${changed.length > 8 ? ', …' : ''}`;
}
