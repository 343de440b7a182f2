import { Lease } from '@capstan/schema';
import { type TestEnv, testEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import type { Clock } from './clock.ts';
import type { Logger } from './controller.ts';
import { withLeadership } from './leader-election.ts';
import { silentLogger } from './logger.ts';

/** Candidates that try again only when they are told to. */
function retriesByHand() {
  const waiting: (() => void)[] = [];
  let paused = Promise.withResolvers<void>();
  const clock: Clock = {
    now: () => 0,
    after: (_ms, callback) => {
      waiting.push(callback);
      paused.resolve();
      return { [Symbol.dispose]: () => undefined };
    },
  };
  const settled = () => paused.promise;
  const retry = async () => {
    paused = Promise.withResolvers<void>();
    waiting.shift()?.();
    await settled();
  };
  return { clock, settled, retry };
}

const hold = (env: TestEnv, namespace: string, holderIdentity: string) =>
  env.client.apply(
    Lease,
    { metadata: { name: 'paint', namespace }, spec: { holderIdentity, leaseDurationSeconds: 15 } },
    { force: true },
  );

test('a replica that waits says for whom, once, and again when another one holds the Lease', async () => {
  await using env = await testEnv();
  const namespace = await env.namespace();
  const lines: string[] = [];
  const logger: Logger = { ...silentLogger, info: (_fields, message) => void lines.push(message) };
  const { clock, settled, retry } = retriesByHand();
  const stopping = new AbortController();
  const options = { name: 'paint', namespace, identity: 'third' };
  await hold(env, namespace, 'first');

  const ended = withLeadership({ client: env.client, options, clock, logger }, stopping.signal, async () => undefined);
  await settled();
  await retry();
  await retry();
  const beforeChange = [...lines];
  await hold(env, namespace, 'second');
  await retry();
  await retry();
  stopping.abort();
  await ended;

  const waitingFor = (holder: string) => `waiting for Lease ${namespace}/paint, held by ${holder}`;
  expect(beforeChange).toEqual([waitingFor('first')]);
  expect(lines).toEqual([waitingFor('first'), waitingFor('second')]);
});

test('a replica that finds the Lease free waits for nobody', async () => {
  await using env = await testEnv();
  const namespace = await env.namespace();
  const lines: string[] = [];
  const logger: Logger = { ...silentLogger, info: (_fields, message) => void lines.push(message) };
  const { clock } = retriesByHand();
  const options = { name: 'paint', namespace, identity: 'only' };
  await hold(env, namespace, '');
  let led = false;

  await withLeadership({ client: env.client, options, clock, logger }, new AbortController().signal, async () => {
    led = true;
  });

  expect(led).toBe(true);
  expect(lines).toEqual([]);
});

test('a replica tells when it leads, and that it no longer does before what it led has ended', async () => {
  await using env = await testEnv();
  const namespace = await env.namespace();
  const told: (boolean | 'ended')[] = [];
  const { clock, retry } = retriesByHand();
  const options = { name: 'paint', namespace, identity: 'first', renewDeadline: '0s' } as const;
  const leading = Promise.withResolvers<void>();
  const election = { client: env.client, options, clock, logger: silentLogger, tell: (leads: boolean) => void told.push(leads) };

  const ended = withLeadership(election, new AbortController().signal, async (signal) => {
    leading.resolve();
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    told.push('ended');
  });
  await leading.promise;
  await hold(env, namespace, 'second');
  void retry();

  await expect(ended).rejects.toMatchObject({ code: 'LeadershipLost' });
  expect(told.filter((each, index) => each !== told[index - 1])).toEqual([false, true, false, 'ended', false]);
});
