import { expect, test } from 'vitest';
import { ConfigMapSync } from '../index.ts';
import { untilTold } from '../test-support/caught-up.ts';
import { toldIn } from '../test-support/events.ts';
import { app, readySync, revoke } from '../test-support/tenants.ts';
import { weaverEnv } from '../test-support/weaver-env.ts';

test('5: a sync is there until the event that tells which copies stay is written', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const { from, to } = await readySync(env);
  await revoke(client, to, from);
  using event = weaver.hold(({ path, body }) => path.includes('/events') && body.includes('CopiesKept'));

  await client.delete(ConfigMapSync, app(from));
  await event.caught;
  await untilTold(weaver, from);
  const waiting = await client.find(ConfigMapSync, app(from));
  event[Symbol.dispose]();
  await env.eventuallyGone(ConfigMapSync, app(from));

  expect(waiting).toBeDefined();
  expect(await toldIn(client, from, 'CopiesKept')).toEqual([expect.stringContaining(`ConfigMaps ${to}/app stay: `)]);
});
