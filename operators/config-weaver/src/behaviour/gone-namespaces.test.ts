import { ConfigMap, Namespace, Secret, ServiceAccount } from '@capstan/schema';
import { expect, test } from 'vitest';
import { ConfigMapSync, SecretSync } from '../index.ts';
import { untilCaughtUp } from '../test-support/caught-up.ts';
import { account, grant, isReady, merge, namespaceGone, openNamespace, tenantNamespace, tier } from '../test-support/tenants.ts';
import { weaverEnv } from '../test-support/weaver-env.ts';

const kinds = [
  { kind: 'ConfigMap', copies: ConfigMap, syncs: ConfigMapSync, resources: ['configmaps'] },
  { kind: 'Secret', copies: Secret, syncs: SecretSync, resources: ['secrets'] },
];

test.for(kinds)(
  '11: a selected namespace that is deleted with its $kind and its RoleBinding leaves nothing to complain of',
  async ({ copies, syncs, resources }) => {
    await using weaver = await weaverEnv();
    const { env, client } = weaver;
    const from = await tenantNamespace(env);
    const labels = tier(from);
    const [staying, leaving] = [await env.namespace({ labels }), await env.namespace({ labels })];
    for (const namespace of [staying, leaving]) await grant(client, { namespace, tenant: from, resources });
    const ref = (namespace: string) => ({ name: 'db', namespace });
    await client.create(copies, { metadata: ref(from) });
    await client.create(syncs, {
      metadata: ref(from),
      spec: { source: { name: 'db' }, serviceAccount: { name: account }, namespaceSelector: { matchLabels: labels } },
    });
    await env.eventually(syncs, ref(from), ({ status }) => status?.counts?.synced === 2);

    await client.delete(Namespace, { name: leaving });
    await namespaceGone(env, leaving);
    await untilCaughtUp(weaver);
    await client.patch(syncs, ref(from), merge({ spec: { resyncInterval: '9m' } }));
    const sync = await env.eventually(syncs, ref(from), (it) => it.status?.observedGeneration === it.metadata.generation);

    expect(sync.status?.targets?.map(({ namespace, message }) => [namespace, message])).toEqual([[staying, undefined]]);
    expect(isReady(sync)).toBe(true);
    expect(sync.status?.placedIn ?? [staying]).toEqual([staying]);
  },
);

test.for(kinds)(
  '5: no $kind is said to stay in a namespace that is gone, with or without the ServiceAccount',
  async ({ copies, syncs, resources }) => {
    await using weaver = await weaverEnv();
    const { env, client } = weaver;
    const from = await tenantNamespace(env);
    const to = await openNamespace(env, from, { resources });
    const ref = { name: 'db', namespace: from };
    await client.create(copies, { metadata: ref });
    const spec = { source: { name: 'db' }, serviceAccount: { name: account }, syncToNamespaces: [to] };
    for (const name of ['db', 'other'])
      await client.create(syncs, { metadata: { name, namespace: from }, spec: { ...spec, targetName: name } });
    for (const name of ['db', 'other']) await env.eventually(syncs, { name, namespace: from }, isReady);
    await client.delete(Namespace, { name: to });
    await namespaceGone(env, to);
    await untilCaughtUp(weaver);

    await client.delete(syncs, ref);
    await env.eventuallyGone(syncs, ref);
    await client.delete(ServiceAccount, { name: account, namespace: from });
    await client.delete(syncs, { name: 'other', namespace: from });
    await env.eventuallyGone(syncs, { name: 'other', namespace: from });

    expect(weaver.log()).not.toContain('copies stay behind');
  },
);
