import { ConfigMap } from '@capstan/schema';
import { expect, test } from 'vitest';
import { aroundCalls } from './around-calls.ts';
import { testEnv } from './start-env.ts';

test('something happens before and after each call of a verb, and at no other', async () => {
  await using env = await testEnv();
  const ref = { name: 'app', namespace: await env.namespace() };
  const seen: unknown[] = [];
  const client = aroundCalls(env.client, 'find', async (call) => {
    seen.push(await env.client.create(ConfigMap, { metadata: ref }).then(({ kind }) => `${kind} is made`));
    const found = await call();
    seen.push(found);
    return found;
  });

  const found = await client.find(ConfigMap, ref);
  await client.delete(ConfigMap, ref);

  expect(found).toMatchObject({ metadata: ref });
  expect(seen).toEqual(['ConfigMap is made', found]);
});
