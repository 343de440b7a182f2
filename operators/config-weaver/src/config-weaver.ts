import {
  type Context,
  controller,
  done,
  generation,
  labels,
  type Outcome,
  requeue,
  type TenantClient,
  watch,
} from '@capstan/runtime';
import { ConfigMap } from '@capstan/schema';
import pMap from 'p-map';
import { ConfigMapSync } from './config-map-sync.ts';
import { ownerOf } from './ownership.ts';
import { accountOf, isForbidden } from './rights.ts';
import { removeTarget, syncTarget, type TargetState } from './target.ts';

type SyncContext = Context<typeof ConfigMapSync>;

/** Targets of one sync that are written at the same time. */
const parallelTargets = 16;

/** Copies ConfigMaps between namespaces, each with the token of the ServiceAccount that its owner names. */
export const configMapSync = controller({
  name: 'config-weaver',
  for: ConfigMapSync,
  when: generation.or(labels),
  actsAs: 'serviceAccounts',
  watches: [
    watch(ConfigMap, {
      for: ConfigMapSync,
      metadataOnly: true, // tenants' data is never held by the operator
      map: (configMap, cache) => {
        const { namespace, name } = configMap.metadata;
        const owner = ownerOf(configMap);
        return [...cache.byIndex('source', `${namespace}/${name}`), ...(owner ? [owner] : [])];
      },
    }),
  ],
  reconcile,
  finalizer: { name: 'weaver.capstan.dev/copies', run: removeCopies },
});

async function reconcile(sync: ConfigMapSync, ctx: SyncContext): Promise<Outcome> {
  const tenant = await actAsTenant(sync, ctx);
  if (!tenant) return requeue({ after: '30s', reason: 'the ServiceAccount may appear' });
  const source = await findSource(sync, tenant, ctx);
  if (!source) return requeue({ after: '30s', reason: 'the source may appear, or be allowed' });

  const before = new Map(sync.status?.targets?.map((target) => [target.namespace, target]));
  const states = await pMap(sync.spec.syncToNamespaces, (namespace) => syncTarget(sync, source, namespace, tenant), {
    concurrency: parallelTargets,
    signal: ctx.signal,
  });
  const dropped = [...before.keys()].filter((namespace) => !sync.spec.syncToNamespaces.includes(namespace));
  await pMap(dropped, (namespace) => dropTarget(sync, namespace, tenant, ctx), {
    concurrency: parallelTargets,
    signal: ctx.signal,
  });
  for (const state of states) announce(state, before.get(state.namespace)?.message, sync, ctx);
  return summarise(states, sync, ctx);
}

async function actAsTenant(sync: ConfigMapSync, ctx: SyncContext): Promise<TenantClient | undefined> {
  const { namespace = '' } = sync.metadata;
  try {
    return await ctx.as({ serviceAccount: sync.spec.serviceAccount.name, namespace });
  } catch (error) {
    if (!isMissingAccount(error)) throw error;
    const message = `ServiceAccount ${accountOf(sync)} does not exist; create it, or name another in spec.serviceAccount.name`;
    ctx.condition('SourceFound', 'Unknown', 'Unknown', message);
    ctx.condition('TargetsSynced', 'Unknown', 'Unknown', message);
    ctx.condition('Ready', false, 'ServiceAccountNotFound', message);
    return undefined;
  }
}

async function findSource(sync: ConfigMapSync, tenant: TenantClient, ctx: SyncContext): Promise<ConfigMap | undefined> {
  const { name, namespace = sync.metadata.namespace ?? '' } = sync.spec.source;
  const report = (reason: 'NotFound' | 'Forbidden', message: string) => {
    ctx.condition('SourceFound', false, reason, message);
    ctx.condition('TargetsSynced', 'Unknown', 'Unknown', message);
    ctx.condition('Ready', false, reason === 'NotFound' ? 'SourceNotFound' : 'SourceForbidden', message);
  };
  try {
    const source = await tenant.find(ConfigMap, { name, namespace });
    if (source) ctx.condition('SourceFound', true, 'Found', `ConfigMap ${namespace}/${name} is read`);
    else report('NotFound', `ConfigMap ${namespace}/${name} does not exist`);
    return source;
  } catch (error) {
    if (!isForbidden(error)) throw error;
    report('Forbidden', `ServiceAccount ${accountOf(sync)} cannot get configmaps in namespace ${namespace}`);
    return undefined;
  }
}

async function dropTarget(sync: ConfigMapSync, namespace: string, tenant: TenantClient, ctx: SyncContext): Promise<void> {
  const result = await removeTarget(sync, namespace, tenant);
  if (result === 'removed')
    ctx.event(
      'Normal',
      'CopyRemoved',
      `removed ConfigMap ${namespace}/${sync.spec.source.name}: the namespace is no longer a target`,
    );
}

/** Tells what this visit changed, and each refusal once. */
function announce(state: TargetState, earlier: string | undefined, sync: ConfigMapSync, ctx: SyncContext): void {
  const { name } = sync.spec.source;
  if (state.state === 'Synced') {
    if (state.change === 'created')
      ctx.event('Normal', 'CopyCreated', `copied ConfigMap ${name} to namespace ${state.namespace}`);
    if (state.change === 'updated')
      ctx.event('Normal', 'CopyUpdated', `updated ConfigMap ${name} in namespace ${state.namespace}`);
  } else if (state.message !== earlier) {
    ctx.event('Warning', state.state === 'Refused' ? 'TargetRefused' : 'TargetFailed', state.message);
  }
}

const urgency = { Failed: 0, Refused: 1, Synced: 2 } as const;

function summarise(states: readonly TargetState[], sync: ConfigMapSync, ctx: SyncContext): Outcome {
  const troubled = states.filter((state) => state.state !== 'Synced');
  const targets = states
    .toSorted((a, b) => urgency[a.state] - urgency[b.state])
    .map((state) => ({
      namespace: state.namespace,
      state: state.state,
      ...(state.state !== 'Synced' && { message: state.message }),
    }));
  ctx.status({
    observedGeneration: sync.metadata.generation ?? 0,
    progress: `${states.length - troubled.length}/${states.length}`,
    targets,
  });
  const [first] = troubled.toSorted((a, b) => urgency[a.state] - urgency[b.state]);
  if (!first) {
    ctx.condition('TargetsSynced', true, 'AllSynced', `${states.length} of ${states.length} copies are up to date`);
    ctx.condition('Ready', true, 'Synced', `${states.length} of ${states.length} copies are up to date`);
    return done();
  }
  const message = troubled.length === 1 ? first.message : `${first.message} (and ${troubled.length - 1} more)`;
  const failed = first.state === 'Failed';
  ctx.condition('TargetsSynced', false, failed ? 'SomeFailed' : 'SomeRefused', message);
  ctx.condition('Ready', false, failed ? 'TargetsFailed' : 'TargetsRefused', message);
  return requeue({ after: failed ? '5s' : '30s', reason: message });
}

async function removeCopies(sync: ConfigMapSync, ctx: SyncContext): Promise<Outcome> {
  if (ctx.deletion === 'Orphan') return done();
  const { namespace = '' } = sync.metadata;
  let tenant: TenantClient;
  try {
    tenant = await ctx.as({ serviceAccount: sync.spec.serviceAccount.name, namespace });
  } catch (error) {
    if (!isMissingAccount(error)) throw error;
    ctx.event('Warning', 'CopiesKept', `copies stay: ServiceAccount ${accountOf(sync)} no longer exists`);
    return done();
  }
  const namespaces = new Set([...sync.spec.syncToNamespaces, ...(sync.status?.targets ?? []).map((target) => target.namespace)]);
  await pMap(
    namespaces,
    async (target) => {
      const result = await removeTarget(sync, target, tenant);
      if (result === 'removed') ctx.event('Normal', 'CopyRemoved', `removed ConfigMap ${target}/${sync.spec.source.name}`);
    },
    { concurrency: parallelTargets, signal: ctx.signal },
  );
  return done();
}

function isMissingAccount(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ServiceAccountNotFound';
}
