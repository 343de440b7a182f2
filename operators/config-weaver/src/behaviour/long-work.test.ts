import { ConfigMap, Secret } from '@capstan/schema';
import type { TestEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import { ConfigMapSync, configMapSyncController, SecretSync, secretSyncController } from '../index.ts';
import { untilCaughtUp } from '../test-support/caught-up.ts';
import { toldIn } from '../test-support/events.ts';
import { manyNamespaces, platformTenant } from '../test-support/many-namespaces.ts';
import { untilWaiting, workers } from '../test-support/queue-depth.ts';
import type { RecordedRequest } from '../test-support/recording-proxy.ts';
import { account, app, deleteSync, isReady, makeSync, merge, openNamespace, tenantNamespace } from '../test-support/tenants.ts';
import { weaverEnv } from '../test-support/weaver-env.ts';

/** A SecretSync with copies to remove, each of which is a request, as an earlier run of the operator left it. */
async function withManyCopies(
  env: TestEnv,
  { name, namespace }: { readonly name: string; readonly namespace: string },
  places: readonly string[],
): Promise<void> {
  const spec = { source: { name: 'db' }, targetName: name, syncToNamespaces: ['kept'], serviceAccount: { name: account } };
  await env.client.create(SecretSync, { metadata: { name, namespace, finalizers: ['weaver.capstan.dev/copies'] }, spec });
  const body = { status: { copyNames: [name], placedIn: places } };
  await env.client.patch(SecretSync, { name, namespace }, merge(body), { subresource: 'status' });
}

const asksForRemoval = ({ path, body }: RecordedRequest): boolean => path.includes('subjectaccess') && body.includes('"delete"');

/** Of how many copies it was asked whether they may be removed, of each sync. */
function copiesAskedFor(requests: readonly RecordedRequest[]): readonly number[] {
  const bySync = new Map<string, Set<string>>();
  for (const { user, body } of requests.filter(asksForRemoval)) {
    const [name, namespace] = ['name', 'namespace'].map((field) => new RegExp(`"${field}":"([^"]+)"`).exec(body)?.[1]);
    bySync.set(`${user} ${name}`, (bySync.get(`${user} ${name}`) ?? new Set()).add(`${namespace}`));
  }
  return [...bySync.values()].map(({ size }) => size);
}

test.for(['are deleted', 'want them no longer'])(
  '12: the many copies of more syncs than workers that %s do not delay the sync of another',
  { timeout: 180_000 },
  async (why) => {
    await using weaver = await weaverEnv({ controllers: () => [secretSyncController({ turnMs: 0 })] }); // 32 copies a turn
    const { env, client } = weaver;
    await weaver.stop();
    const quick = await tenantNamespace(env);
    const to = await openNamespace(env, quick, { resources: ['secrets'] });
    const places = await manyNamespaces(env, 160);
    const tenants = [];
    for (let index = 0; index < 4; index++) tenants.push(await tenantNamespace(env));
    for (const namespace of [quick, ...tenants]) await client.create(Secret, { metadata: { name: 'db', namespace } });
    const refs = tenants.flatMap((namespace) => ['x', 'y', 'z'].map((name) => ({ name, namespace })));
    for (const ref of refs) await withManyCopies(env, ref, places);
    if (why === 'are deleted') for (const ref of refs) await client.delete(SecretSync, ref);
    await weaver.start();
    const questions = weaver.hold(asksForRemoval); // until the last of them waits for a worker

    const spec = { source: { name: 'db' }, syncToNamespaces: [to], serviceAccount: { name: account } };
    await client.create(SecretSync, { metadata: { name: 'db', namespace: quick }, spec });
    await questions.caught;
    await untilWaiting(weaver, 'config-weaver-secrets', refs.length - workers + 1);
    questions[Symbol.dispose]();
    await env.eventually(Secret, { name: 'db', namespace: to }, () => true, { timeout: '60s' });
    const requests = weaver.requests();
    const meanwhile = requests.slice(
      0,
      requests.findIndex(({ path }) => path.includes(`/namespaces/${quick}/`)),
    );

    // None of them was through, though more came before it than there are workers.
    expect(meanwhile.length).toBeGreaterThan(0);
    expect(Math.max(0, ...copiesAskedFor(meanwhile))).toBeLessThan(places.length);
    await expect
      .poll(() => copiesAskedFor(weaver.requests()), { timeout: 90_000, interval: 500 })
      .toEqual(refs.map(() => places.length));
  },
);

test('12: what is done over many turns is told and counted once, at its end', { timeout: 120_000 }, async () => {
  await using weaver = await weaverEnv({
    controllers: () => [configMapSyncController({ turnMs: 0 })], // 32 targets a turn
  });
  const { env, client } = weaver;
  const from = await platformTenant(env);
  const targets = await manyNamespaces(env, 100);
  await untilCaughtUp(weaver); // or a namespace is refused that is not seen yet, and its copy told later

  await makeSync(client, from, { syncToNamespaces: targets });
  const made = await env.eventually(ConfigMapSync, app(from), isReady);
  await client.patch(ConfigMapSync, app(from), merge({ spec: { syncToNamespaces: targets.slice(0, 40) } }));
  const fewer = await env.eventually(ConfigMapSync, app(from), (sync) => isReady(sync) && sync.status?.counts?.targets === 40);
  const metrics = await weaver.metrics();
  await deleteSync(env, from);

  await expect
    .poll(() => toldIn(client, from, 'CopiesRemoved'))
    .toEqual(['removed 40 copies', 'removed 60 copies that are no longer wanted']);
  expect(await toldIn(client, from, 'CopyCreated')).toEqual(['copied ConfigMap app to namespaces: 100 of them']);
  expect(made.status?.counts).toMatchObject({ targets: 100, synced: 100 });
  expect(fewer.status?.counts).toMatchObject({ targets: 40, synced: 40 });
  expect(metrics).toContain('capstan_weaver_writes_total{kind="ConfigMap",change="created"} 100');
  expect(await client.find(ConfigMap, app(targets[0] ?? ''))).toBeUndefined();
});

test('each copy is asked to go once, also where the cache shows it for a while longer', { timeout: 120_000 }, async () => {
  await using weaver = await weaverEnv({ controllers: () => [configMapSyncController({ turnMs: 0 })] }); // 32 targets a turn
  const { env, client } = weaver;
  const from = await platformTenant(env);
  const targets = await manyNamespaces(env, 100);
  await makeSync(client, from, { syncToNamespaces: targets });
  await env.eventually(ConfigMapSync, app(from), isReady);

  await deleteSync(env, from);

  const removals = weaver.requests().filter(({ method, path }) => method === 'DELETE' && path.includes('/configmaps/app'));
  expect(removals.map(({ path }) => path.split('/')[4]).sort()).toEqual([...targets].sort());
});
