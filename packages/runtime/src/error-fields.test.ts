import { ConfigMap, defineResource, t } from '@capstan/schema';
import { testEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import { controller, createLogger, done, run } from './index.ts';

const Unserved = defineResource({
  group: 'nowhere.example.com',
  version: 'v1',
  kind: 'Unserved',
  scope: 'Namespaced',
  spec: t.object({}),
});

test('a watch that cannot be is logged with the way out', async () => {
  await using env = await testEnv();
  const stopping = new AbortController();
  const lines: string[] = [];
  const write = (line: string) => {
    lines.push(line);
    stopping.abort();
  };
  const waiting = controller({ name: 'waiting', for: Unserved, reconcile: () => Promise.resolve(done()) });

  await run({
    client: env.client,
    controllers: [waiting],
    signal: stopping.signal,
    logger: createLogger({ level: 'warn', destination: { write } }),
  });

  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    msg: 'cannot watch; trying again',
    error: expect.stringContaining('does not serve unserveds of nowhere.example.com'),
    hint: 'Is its CustomResourceDefinition unserveds.nowhere.example.com installed, and v1 served?',
  });
});

test('a reconcile that failed is logged with the way out', async () => {
  await using env = await testEnv();
  const namespace = await env.namespace();
  await env.client.create(ConfigMap, { metadata: { name: 'tin', namespace } });
  const stopping = new AbortController();
  const lines: string[] = [];
  const write = (line: string) => {
    lines.push(line);
    stopping.abort();
  };
  const failing = controller({
    name: 'failing',
    for: ConfigMap,
    reconcile: () => Promise.reject(Object.assign(new Error('the tin is empty'), { hint: 'Buy another one.' })),
  });

  await run({
    client: env.client,
    controllers: [failing],
    signal: stopping.signal,
    logger: createLogger({ level: 'error', destination: { write } }),
  });

  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    msg: 'reconcile failed',
    error: 'Error: the tin is empty',
    hint: 'Buy another one.',
  });
});
