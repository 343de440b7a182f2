import { ConfigMap } from '@capstan/schema';
import { ConfigMapSync } from '../index.ts';
import { account, app, deleteSync, makeSync, openNamespace, selectorOf, tenantNamespace, tier } from './tenants.ts';
import type { WeaverEnv } from './weaver-env.ts';

/**
 * Resolves when the operator has been told of all that became of namespaces, ServiceAccounts and ConfigMaps until now: of each kind
 * a watch tells it in order. What shows it is a namespace that counts as a target by these three alone, each of them made last: one
 * that is selected and lets nothing be made in it is a target for what the operator's cache shows there.
 */
export async function untilCaughtUp({ env, client }: Pick<WeaverEnv, 'env' | 'client'>): Promise<void> {
  const from = await tenantNamespace(env);
  const to = await openNamespace(env, from, { labels: tier(from), verbs: ['get', 'patch'] });
  await client.create(ConfigMap, { metadata: app(to) });
  await makeSync(client, from, { namespaceSelector: selectorOf(from) });
  await env.eventually(ConfigMapSync, app(from), ({ status }) => status?.counts?.refused === 1);
  await deleteSync(env, from);
}

/** Resolves when the operator has been told of all that became of ConfigMapSyncs until now: watches tell it in order. */
export async function untilTold({ env, client }: WeaverEnv, namespace: string): Promise<void> {
  const marker = { name: 'marker', namespace };
  const spec = { source: { name: 'nothing' }, syncToNamespaces: ['nowhere'], serviceAccount: { name: account } };
  await client.create(ConfigMapSync, { metadata: marker, spec });
  await env.eventually(ConfigMapSync, marker, ({ status }) => status !== undefined);
  await client.delete(ConfigMapSync, marker);
  await env.eventuallyGone(ConfigMapSync, marker);
}
