import type { Client } from '@capstan/client';
import { ConfigMap, Namespace, ServiceAccount } from '@capstan/schema';
import { expect, test } from 'vitest';
import { ConfigMapSync } from '../index.ts';
import { toldIn } from '../test-support/events.ts';
import { account, app, namespaceGone, readySync, revoke } from '../test-support/tenants.ts';
import { weaverEnv } from '../test-support/weaver-env.ts';

interface Places {
  readonly from: string;
  readonly to: string;
}

const deletions = {
  sync: (client: Client, { from }: Places) => client.delete(ConfigMapSync, app(from)),
  ServiceAccount: (client: Client, { from }: Places) => client.delete(ServiceAccount, { name: account, namespace: from }),
  RoleBinding: (client: Client, { from, to }: Places) => revoke(client, to, from),
} as const;

const orders = [
  ['sync', 'ServiceAccount', 'RoleBinding'],
  ['sync', 'RoleBinding', 'ServiceAccount'],
  ['ServiceAccount', 'sync', 'RoleBinding'],
  ['ServiceAccount', 'RoleBinding', 'sync'],
  ['RoleBinding', 'sync', 'ServiceAccount'],
  ['RoleBinding', 'ServiceAccount', 'sync'],
] as const;

/** The copies that events of a namespace say stay. */
async function toldToStay(client: Client, namespace: string): Promise<readonly string[]> {
  const told = await toldIn(client, namespace, 'CopiesKept');
  return told.map((message) => /^ConfigMaps (\S+) stay/.exec(message)?.[1] ?? message);
}

test.for(orders)(
  '5: deleting %s, %s and %s in this order never sticks, and what stays is told',
  { timeout: 120_000 },
  async (order) => {
    await using weaver = await weaverEnv();
    const { env, client } = weaver;
    const { from, to } = await readySync(env);

    for (const what of order) await deletions[what](client, { from, to });
    await env.eventuallyGone(ConfigMapSync, app(from));

    const stays = await client.find(ConfigMap, app(to));
    await expect.poll(() => toldToStay(client, from)).toEqual(stays ? [`${to}/app`] : []);
    for (const name of [from, to]) await client.delete(Namespace, { name });
    for (const name of [from, to]) await namespaceGone(env, name);
  },
);

const firsts = ['tenant', 'target'] as const;
const states = ['running', 'down'] as const;

test.for(firsts.flatMap((first) => states.map((state) => ({ first, state }))))(
  '5: deleting namespaces never sticks, that of the $first first, with the operator $state',
  { timeout: 120_000 },
  async ({ first, state }) => {
    await using weaver = await weaverEnv();
    const { env, client } = weaver;
    const { from, to } = await readySync(env);
    if (state === 'down') await weaver.stop();

    const names = first === 'tenant' ? [from, to] : [to, from];
    for (const name of names) await client.delete(Namespace, { name });
    if (state === 'down') {
      await namespaceGone(env, to);
      await weaver.start();
    }

    for (const name of names) await namespaceGone(env, name);
  },
);
