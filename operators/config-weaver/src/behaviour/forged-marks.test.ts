import { ConfigMap } from '@capstan/schema';
import { expect, test } from 'vitest';
import { ConfigMapSync, configMapSyncController } from '../index.ts';
import { untilCaughtUp } from '../test-support/caught-up.ts';
import {
  app,
  deleteSync,
  hasTrouble,
  isReady,
  makeSync,
  openNamespace,
  readySync,
  revoke,
  tenantNamespace,
} from '../test-support/tenants.ts';
import { weaverEnv } from '../test-support/weaver-env.ts';

const reclaiming = () =>
  weaverEnv({
    controllers: () => [configMapSyncController({ reclaimWithOperatorRights: true })],
    allowed: /^DELETE .*\/configmaps\/app/,
  });

test('5: what is marked like a copy in the name of the operator is not reclaimed with its rights', async () => {
  await using weaver = await reclaiming();
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const to = await openNamespace(env, from);
  const victim = await env.namespace();
  await makeSync(client, from, { syncToNamespaces: [to] });
  await env.eventually(ConfigMapSync, app(from), isReady);
  const { labels = {}, annotations = {} } = (await client.get(ConfigMap, app(to))).metadata;
  const forged = { metadata: { ...app(victim), labels, annotations }, data: { theirs: 'yes' } };
  await client.create(ConfigMap, forged, { fieldManager: 'config-weaver' });
  await untilCaughtUp(weaver); // it has been shown both, and the marks on them
  await revoke(client, to, from);

  await deleteSync(env, from);

  expect((await client.get(ConfigMap, app(victim))).data).toEqual({ theirs: 'yes' });
  expect(await client.find(ConfigMap, app(to))).toBeUndefined();
  expect(weaver.log()).toContain('copies stay behind a deleted sync');
});

test('5: what the operator made before it was restarted is reclaimed, and what took its place is not', async () => {
  await using weaver = await reclaiming();
  const { env, client } = weaver;
  const { from, targets } = await readySync(env, { targets: 2 });
  const [to = '', other = ''] = targets;
  await weaver.stop();
  const { labels = {}, annotations = {} } = (await client.get(ConfigMap, app(other))).metadata;
  await client.delete(ConfigMap, app(other));
  const forged = { metadata: { ...app(other), labels, annotations }, data: { color: 'blue' } };
  await client.create(ConfigMap, forged, { fieldManager: 'config-weaver' });
  for (const namespace of [to, other]) await revoke(client, namespace, from);
  await client.delete(ConfigMapSync, app(from));

  await weaver.start();
  await env.eventuallyGone(ConfigMapSync, app(from));

  expect(await client.find(ConfigMap, app(to))).toBeUndefined();
  expect(await client.find(ConfigMap, app(other))).toBeDefined();
});

/** Whether a sync tells what became of its targets, all of whose namespaces it has seen. */
const hasLooked = (sync: ConfigMapSync): boolean => sync.status?.counts !== undefined && !hasTrouble('NamespaceNotFound')(sync);

test.for(['Adopt', 'Merge'] as const)(
  '13: with %s a forged mark does not tell whether the sync that it names is there',
  async (conflictPolicy) => {
    await using weaver = await weaverEnv();
    const { env, client } = weaver;
    const { from: victim, to: copied } = await readySync(env);
    const { annotations = {} } = (await client.get(ConfigMap, app(copied))).metadata;
    const from = await tenantNamespace(env);
    const outcomeOf = async (ownerName: string) => {
      const to = await openNamespace(env, from);
      const forged = { ...annotations, 'weaver.capstan.dev/owner-name': ownerName, 'weaver.capstan.dev/owner-uid': 'guessed' };
      await client.create(ConfigMap, { metadata: { ...app(to), annotations: forged }, data: { theirs: 'yes' } });
      const { metadata } = await makeSync(client, from, { syncToNamespaces: [to], conflictPolicy });
      const { status } = await env.eventually(ConfigMapSync, metadata, hasLooked);
      await deleteSync(env, from);
      return status?.counts;
    };

    const ofOneThatIs = await outcomeOf('app');
    const ofOneThatIsNot = await outcomeOf('never');

    expect(annotations['weaver.capstan.dev/owner-namespace']).toBe(victim);
    expect(ofOneThatIs).toEqual(ofOneThatIsNot);
  },
);
