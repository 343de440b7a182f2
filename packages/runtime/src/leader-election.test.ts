import type { Client } from '@capstan/client';
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

/** A client of a candidate whose reads of the Lease are out of date, so many from when it has led. */
function renewedMeanwhile(env: TestEnv, ref: { readonly name: string; readonly namespace: string }, times: number) {
  const state = { hasLed: false, reads: 0 };
  const find: Client['find'] = async (resource, found, options) => {
    const object = await env.client.find(resource, found, options);
    if (state.hasLed && ++state.reads <= times) {
      const renewTime = `2026-01-01T00:00:00.${String(state.reads).padStart(6, '0')}Z`;
      await env.client.patch(Lease, ref, { type: 'merge', body: { spec: { renewTime } } });
    }
    return object;
  };
  const client = {
    find,
    create: (...call) => env.client.create(...call),
    replace: (...call) => env.client.replace(...call),
  } as Pick<Client, 'find' | 'create' | 'replace'> as Client; // all that a candidate uses
  return { client, state };
}

test('a replica that ends gives the Lease up, also when a renewal that it cut off is carried out meanwhile', async () => {
  await using env = await testEnv();
  const ref = { name: 'paint', namespace: await env.namespace() };
  const { clock } = retriesByHand();
  const { client, state } = renewedMeanwhile(env, ref, 1);
  const election = { client, options: { ...ref, identity: 'first' }, clock, logger: silentLogger };

  await withLeadership(election, new AbortController().signal, async () => {
    state.hasLed = true;
  });

  expect((await env.client.get(Lease, ref)).spec?.holderIdentity ?? '').toBe('');
});

test('a replica that ends leaves a Lease alone that is another version each time, and says that it expires', async () => {
  await using env = await testEnv();
  const ref = { name: 'paint', namespace: await env.namespace() };
  const { clock } = retriesByHand();
  const { client, state } = renewedMeanwhile(env, ref, 20);
  const lines: string[] = [];
  const logger: Logger = { ...silentLogger, warn: (_fields, message) => void lines.push(message) };

  const election = { client, options: { ...ref, identity: 'first' }, clock, logger };
  await withLeadership(election, new AbortController().signal, async () => {
    state.hasLed = true;
  });

  expect(state.reads).toBe(5);
  expect(lines).toEqual(['cannot release the lease; it expires by itself']);
});
