import { ConfigMap, Namespace } from '@capstan/schema';
import { expect, test } from 'vitest';
import { ConfigMapSync } from '../index.ts';
import {
  account,
  app,
  grant,
  hasReason,
  isReady,
  makeSync,
  merge,
  messageOf,
  namespaceGone,
  openNamespace,
  readySync,
  revoke,
  tenantNamespace,
  userOf,
} from '../test-support/tenants.ts';
import { weaverEnv } from '../test-support/weaver-env.ts';

test('8: what one ServiceAccount may do is not taken for what another one may', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const [trusted, stranger] = [await tenantNamespace(env), await tenantNamespace(env)];
  const to = await openNamespace(env, trusted);
  await makeSync(client, trusted, { syncToNamespaces: [to] });
  await env.eventually(ConfigMapSync, app(trusted), isReady);

  for (const targetName of ['app', 'other']) {
    const spec = { source: { name: 'app' }, syncToNamespaces: [to], serviceAccount: { name: account }, targetName };
    await client.create(ConfigMapSync, { metadata: { name: targetName, namespace: stranger }, spec });
    await env.eventually(ConfigMapSync, { name: targetName, namespace: stranger }, hasReason('Ready', 'TargetsRefused'));
  }

  const user = userOf(stranger);
  expect(weaver.requests().filter((request) => request.user === user && request.path.includes(`/namespaces/${to}/`))).toEqual([]);
});

test('8: of a right to delete that is withdrawn the operator learns by one attempt', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const { from, targets } = await readySync(env, { targets: 2 });
  const [kept = '', to = ''] = targets;
  await client.patch(ConfigMapSync, app(from), merge({ spec: { syncToNamespaces: [kept] } }));
  await env.eventuallyGone(ConfigMap, app(to)); // now the right to delete there is known
  await client.patch(ConfigMapSync, app(from), merge({ spec: { syncToNamespaces: [kept, to] } }));
  await env.eventually(ConfigMapSync, app(from), (sync) => isReady(sync) && sync.status?.progress === '2/2');
  const before = weaver.requests().length;

  await revoke(client, to, from);
  for (const resyncInterval of ['11m', '12m', '13m']) {
    await client.patch(ConfigMapSync, app(from), merge({ spec: { syncToNamespaces: [kept], resyncInterval } }));
    const { metadata } = await client.get(ConfigMapSync, app(from));
    await env.eventually(ConfigMapSync, app(from), ({ status }) => status?.observedGeneration === metadata.generation);
  }

  const attempts = weaver
    .requests()
    .slice(before)
    .filter(({ method, path }) => method === 'DELETE' && path.includes(`/namespaces/${to}/`));
  expect(attempts.length).toBeLessThanOrEqual(1);
  expect(await client.find(ConfigMap, app(to))).toBeDefined();
});

test('8: of a right to write that is withdrawn the operator learns by one attempt, and says exactly which', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const to = await openNamespace(env, from);
  const paint = (color: string) => client.patch(ConfigMap, app(from), merge({ data: { color } }));
  await makeSync(client, from, { syncToNamespaces: [to] });
  await env.eventually(ConfigMapSync, app(from), isReady);
  await paint('green');
  await env.eventually(ConfigMap, app(to), ({ data }) => data?.['color'] === 'green'); // now the right to patch there is known
  const before = weaver.requests().length;

  await revoke(client, to, from);
  await paint('red');
  const refused = await env.eventually(ConfigMapSync, app(from), hasReason('Authorized', 'TargetsForbidden'));
  await paint('white');
  await env.eventually(ConfigMapSync, app(from), ({ status }) => status?.sourceRevision !== refused.status?.sourceRevision);

  const attempts = weaver
    .requests()
    .slice(before)
    .filter(({ method, path }) => method === 'PATCH' && path.includes(`/namespaces/${to}/`));
  expect(attempts.length).toBeLessThanOrEqual(1);
  // The first of all that it now lacks: what it tried would tell whether something is there.
  expect(messageOf(refused, 'Authorized')).toBe(`ServiceAccount ${from}/weaver cannot create configmaps in namespace ${to}`);
  expect((await client.get(ConfigMap, app(to))).data).toEqual({ color: 'green' });
});

test('13: a target namespace that is made anew, and empty, is not written to before it lets the tenant in', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const { from, to } = await readySync(env);
  await client.delete(Namespace, { name: to });
  await namespaceGone(env, to);
  await env.eventually(ConfigMapSync, app(from), hasReason('Authorized', 'TargetsForbidden'));
  const before = weaver.requests().length;
  const about = (what: string) =>
    weaver
      .requests()
      .slice(before)
      .filter(({ path, body }) => `${path} ${body}`.includes(what));

  await client.create(Namespace, { metadata: { name: to } });
  await expect.poll(() => about(`"namespace":"${to}"`)).not.toEqual([]); // it is asked for the rights there
  const visits = () => weaver.events().filter(({ type }) => type === 'reconciled').length;
  const asked = visits();
  await client.patch(ConfigMap, app(from), merge({ metadata: { labels: { look: 'again' } } })); // the next visit comes after that one
  await expect.poll(visits).toBeGreaterThan(asked);
  const meanwhile = about(`/namespaces/${to}/`).filter(({ method }) => method !== 'GET');
  await grant(client, { namespace: to, tenant: from });

  await env.eventually(ConfigMap, app(to), () => true);
  expect(meanwhile).toEqual([]);
});
