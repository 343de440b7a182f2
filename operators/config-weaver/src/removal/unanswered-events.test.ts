import { type Clock, systemClock } from '@capstan/runtime';
import { expect, test } from 'vitest';
import { ConfigMapSync } from '../index.ts';
import { toldIn } from '../test-support/events.ts';
import { app, readySync, revoke } from '../test-support/tenants.ts';
import { weaverEnv } from '../test-support/weaver-env.ts';

/** A clock whose waits of ten seconds end when a test says so. */
function tenSecondsByHand() {
  const waiting = new Set<() => void>();
  const clock: Clock = {
    now: systemClock.now,
    after(ms, callback) {
      if (ms !== 10_000) return systemClock.after(ms, callback);
      waiting.add(callback);
      return { [Symbol.dispose]: () => waiting.delete(callback) };
    },
  };
  const pass = () => {
    for (const callback of waiting) callback();
    waiting.clear();
  };
  return { clock, pass };
}

test('5: a sync goes also while nobody answers the event that tells which copies stay, and that is told once', async () => {
  const { clock, pass } = tenSecondsByHand();
  await using weaver = await weaverEnv({ manager: { clock } });
  const { env, client } = weaver;
  const { from, to } = await readySync(env);
  await revoke(client, to, from);
  using event = weaver.hold(({ path, body }) => path.includes('/events') && body.includes('CopiesKept'));

  await client.delete(ConfigMapSync, app(from));
  await event.caught;
  await expect
    .poll(() => {
      pass();
      return client.find(ConfigMapSync, app(from));
    })
    .toBeUndefined();
  const before = await toldIn(client, from, 'CopiesKept');
  event[Symbol.dispose]();

  await expect.poll(() => toldIn(client, from, 'CopiesKept')).toEqual([expect.stringContaining(`ConfigMaps ${to}/app stay: `)]);
  expect(before).toEqual([]);
  expect(weaver.requests().filter(({ path, body }) => path.includes('/events') && body.includes('CopiesKept'))).toHaveLength(1);
});
