import { ConfigMap } from '@capstan/schema';
import { expect, test } from 'vitest';
import { ConfigMapSync } from '../index.ts';
import { app, hasReason, isReady, makeSync, openNamespace, tenantNamespace } from '../test-support/tenants.ts';
import { weaverEnv } from '../test-support/weaver-env.ts';
import { pathIn, pathInWords } from './copy-path.ts';

const chain = (length: number) => Array.from({ length }, (_, index) => `team-${index}/app`);
const marked = (path: readonly string[]) => ({
  type: 'merge' as const,
  body: { metadata: { annotations: { 'weaver.capstan.dev/path': path.join(',') } } },
});

test('a long way is told without its middle, a short one whole', () => {
  expect(pathInWords(chain(3))).toBe('team-0/app → team-1/app → team-2/app');
  expect(pathInWords(chain(300))).toBe(
    'team-0/app → team-1/app → team-2/app → team-3/app → (292 more) → team-296/app → team-297/app → team-298/app → team-299/app',
  );
});

test('a mark of a way counts only as far as it names objects', () => {
  expect(pathIn(`a/b,,not an object,${'x'.repeat(300)}/y,c/d.e`)).toEqual(['a/b', 'c/d.e']);
});

test('6: what came by way of very many copies is refused in few words, and of as many as may be it is copied', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const to = await openNamespace(env, from);
  await client.patch(ConfigMap, app(from), marked(chain(64)));
  await makeSync(client, from, { syncToNamespaces: [to] });

  const refused = await env.eventually(ConfigMapSync, app(from), hasReason('Ready', 'TargetsRefused'));
  await client.patch(ConfigMap, app(from), marked(chain(63)));
  await env.eventually(ConfigMapSync, app(from), isReady);

  expect(refused.status?.targets?.[0]).toMatchObject({
    reason: 'ChainTooLong',
    message: `ConfigMap team-0/app → team-1/app → team-2/app → team-3/app → (57 more) → team-61/app → team-62/app → team-63/app → ${from}/app is a way of 65 objects, and 64 are the most; name a source that is nearer to the first`,
  });
  expect(await client.find(ConfigMap, app(to))).toBeDefined();
});

test('6: a cycle that comes by way of very many copies is printed in few words', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const to = await openNamespace(env, from);
  await client.patch(ConfigMap, app(from), marked([`${to}/app`, ...chain(2_000)]));
  await makeSync(client, from, { syncToNamespaces: [to] });

  const sync = await env.eventually(ConfigMapSync, app(from), hasReason('Ready', 'TargetsRefused'));

  expect(sync.status?.targets?.[0]?.message).toContain('→ (1995 more) →');
  expect(sync.status?.targets?.[0]?.message).toContain(`→ ${from}/app → ${to}/app is a cycle; `);
  expect(JSON.stringify(sync.status).length).toBeLessThan(4_000);
});
