import { Event } from '@capstan/schema';
import { testEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import { narrate } from './narrate.ts';

test('an event is a line, whatever is in it', async () => {
  await using env = await testEnv();
  const namespace = await env.namespace();
  const told = Promise.withResolvers<string>();
  const ending = new AbortController();
  const narrating = narrate(env.client, { signal: ending.signal, write: told.resolve });
  const involvedObject = { apiVersion: 'v1', kind: 'ConfigMap', namespace, name: 'app' };
  const message = 'copied\u001b[2J\r\nforged';
  const tell = (name: string) =>
    env.client.create(Event, { metadata: { name, namespace }, involvedObject, message, reason: 'Copied', type: 'Normal' });

  // Only what happens after it has begun to watch is told, and nothing says when that is.
  for (let count = 0; !(await Promise.race([told.promise, tell(`app.${count}`).then(() => '')])); count++);
  ending.abort();
  await narrating;

  const line = await told.promise;
  expect(line).toContain(String.raw`copied\u001b[2J\u000d\nforged`);
  expect(line.split('\n')).toHaveLength(1);
});
