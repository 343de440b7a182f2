import { type Context, type Controller, changed, controller, generation, labels, type Shown, watch } from '@capstan/runtime';
import { ConfigMap, Namespace, type ObjectMeta, RoleBinding, ServiceAccount } from '@capstan/schema';
import { ConfigMapSync } from './api/config-map-sync.ts';
import { SecretSync } from './api/secret-sync.ts';
import { namespaceOf } from './api/sync.ts';
import { configMaps, secrets } from './content/copy-kind.ts';
import { visitSync } from './fan-out/visit-sync.ts';
import { ownerUids } from './marks/copy-marks.ts';
import { metadataKeeper } from './marks/kept-metadata.ts';
import { tenantsOf } from './quota/own-share.ts';
import { finalizeSync } from './removal/finalize.ts';
import { weaverMetrics } from './report/weaver-metrics.ts';
import { boundAccounts } from './rights/role-bindings.ts';
import { forgetRights, forgetSync, newMemory, type Visit, type WeaverOptions } from './visit/visit.ts';

const finalizer = 'weaver.capstan.dev/copies';
const accountsAndNamespaces = [{ resource: Namespace }, { resource: ServiceAccount }];

/** What both kinds of sync have in common. */
const common = {
  when: generation.or(labels),
  actsAs: 'serviceAccounts',
  concurrencyPerNamespace: 3,
} as const;

/** Wakes the syncs whose ServiceAccount a RoleBinding names. What is known of rights in its namespace no longer counts. */
const wakeBound =
  (memory: Visit['memory']) =>
  <S>(
    binding: RoleBinding,
    cache: { byIndex(index: 'serviceAccount', key: string): readonly S[] },
    shown: Shown,
  ): readonly S[] => {
    const accounts = boundAccounts(binding);
    forgetRights(memory, binding.metadata.namespace ?? '', shown === 'now' ? accounts : []);
    return accounts.flatMap((account) => cache.byIndex('serviceAccount', account));
  };

/** What a RoleBinding gives to whom: nothing else of it is news. */
const grants = changed<RoleBinding>(({ roleRef, subjects }) => ({ roleRef, subjects }));

/** Copies ConfigMaps between namespaces, each with the token of the ServiceAccount that its owner names. */
export function configMapSyncController(options: WeaverOptions = {}): Controller {
  const memory = newMemory();
  const { reclaimWithOperatorRights = false } = options;
  const visitOf = (sync: ConfigMapSync, ctx: Context<typeof ConfigMapSync, typeof ConfigMapSync, typeof ConfigMap>): Visit => ({
    sync,
    ctx,
    kind: configMaps,
    memory,
    options,
    siblings: () => ctx.list(ConfigMapSync, { namespace: namespaceOf(sync) }),
    find: (ref) => ctx.get(ConfigMapSync, ref),
    ...(reclaimWithOperatorRights && {
      reclaim: ({ name, namespace, uid, resourceVersion }: ObjectMeta) =>
        ctx.delete(ConfigMap, { name, namespace }, { preconditions: { uid, resourceVersion } }),
    }),
  });
  return controller({
    ...common,
    name: configMaps.fieldManager,
    metrics: weaverMetrics(configMaps, memory.counts),
    for: ConfigMapSync,
    reads: [ConfigMapSync],
    deletes: reclaimWithOperatorRights ? [ConfigMap] : [],
    readsMetadata: [
      { resource: ConfigMap, keep: metadataKeeper(), indexes: { owner: ownerUids, tenant: tenantsOf } }, // tenants' data is never held by the operator
      ...accountsAndNamespaces,
    ],
    watches: [
      // A right that is granted counts at once where a binding shows it.
      watch(RoleBinding, {
        for: ConfigMapSync,
        when: grants,
        map: wakeBound(memory),
      }),
    ],
    reconcile: (sync, ctx) => visitSync(visitOf(sync, ctx)),
    finalizer: { name: finalizer, run: (sync, ctx) => finalizeSync(visitOf(sync, ctx)) },
    gone: (sync) => forgetSync(memory, sync),
  });
}

/** Copies Secrets likewise. The operator itself can't read one: what it does not see by the tenants' tokens it does not see. */
export function secretSyncController(options: WeaverOptions = {}): Controller {
  const memory = newMemory();
  const visitOf = (sync: SecretSync, ctx: Context<typeof SecretSync, typeof SecretSync>): Visit => ({
    sync,
    ctx,
    kind: secrets,
    memory,
    options,
    siblings: () => ctx.list(SecretSync, { namespace: namespaceOf(sync) }),
    find: (ref) => ctx.get(SecretSync, ref),
  });
  return controller({
    ...common,
    name: secrets.fieldManager,
    metrics: weaverMetrics(secrets, memory.counts),
    for: SecretSync,
    reads: [SecretSync],
    readsMetadata: accountsAndNamespaces,
    watches: [
      watch(RoleBinding, {
        for: SecretSync,
        when: grants,
        map: wakeBound(memory),
      }),
    ],
    reconcile: (sync, ctx) => visitSync(visitOf(sync, ctx)),
    finalizer: { name: finalizer, run: (sync, ctx) => finalizeSync(visitOf(sync, ctx)) },
    gone: (sync) => forgetSync(memory, sync),
  });
}

export const configMapSync = configMapSyncController();
export const secretSync = secretSyncController();
