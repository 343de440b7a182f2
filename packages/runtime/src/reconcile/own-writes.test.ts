import type { Client } from '@capstan/client';
import { ConfigMap } from '@capstan/schema';
import { testEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import { Informer } from '../cache/informer.ts';
import { silentLogger } from '../logger.ts';
import { ManualClock } from '../test-support/manual-clock.ts';
import { OwnWrites } from './own-writes.ts';

/** A cache that a test starts when it wants to, and the gate in front of it. */
function gated(client: Client) {
  const clock = new ManualClock();
  const informer = new Informer({ client, resource: ConfigMap, metadataOnly: false, logger: silentLogger, freezeObjects: false });
  const stale: true[] = [];
  const ownWrites = new OwnWrites({ clock, onStale: () => stale.push(true) });
  const stopping = new AbortController();
  let running: Promise<void> | undefined;
  return {
    clock,
    informer,
    ownWrites,
    stale,
    signal: stopping.signal,
    start: () => {
      running = informer.run(stopping.signal);
    },
    async [Symbol.asyncDispose]() {
      ownWrites[Symbol.dispose]();
      stopping.abort();
      await running;
    },
  };
}

/** Resolves when the cache has seen this object deleted. */
function deletion(informer: Informer, name: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const subscription = informer.subscribe((change) => {
    if (change.type !== 'deleted' || change.object.metadata.name !== name) return;
    subscription[Symbol.dispose]();
    resolve();
  });
  return promise;
}

test('a key waits until the cache shows what it wrote', async () => {
  await using env = await testEnv();
  const namespace = await env.namespace();
  await using gate = gated(env.client);
  const written = await env.client.create(ConfigMap, { metadata: { name: 'app', namespace } });
  gate.ownWrites.wrote('a', gate.informer, written);

  gate.start();
  await gate.ownWrites.seen('a', gate.signal);

  expect(gate.informer.get({ name: 'app', namespace })?.metadata.resourceVersion).toBe(written.metadata.resourceVersion);
  expect([gate.stale.length, gate.clock.timers]).toEqual([0, 0]);
});

test('an object that was seen and then deleted by others is not waited for', async () => {
  await using env = await testEnv();
  const namespace = await env.namespace();
  await using gate = gated(env.client);
  gate.start();
  await gate.informer.synced;
  const gone = deletion(gate.informer, 'app');
  gate.ownWrites.wrote('a', gate.informer, await env.client.create(ConfigMap, { metadata: { name: 'app', namespace } }));
  await gate.ownWrites.seen('a', gate.signal);
  const again = await env.client.apply(ConfigMap, { metadata: { name: 'app', namespace } }); // changes nothing
  gate.ownWrites.wrote('a', gate.informer, again);
  await env.client.delete(ConfigMap, { name: 'app', namespace });
  await gone;

  await gate.ownWrites.seen('a', gate.signal);

  expect(gate.stale).toEqual([]);
});

test('an older object of the same name is not taken for the one that was written', async () => {
  await using env = await testEnv();
  const namespace = await env.namespace();
  await using gate = gated(env.client);
  const older = await env.client.create(ConfigMap, { metadata: { name: 'app', namespace } });
  gate.start();
  await gate.informer.synced;
  await env.client.delete(ConfigMap, { name: 'app', namespace });
  const newer = await env.client.create(ConfigMap, { metadata: { name: 'app', namespace } });
  gate.ownWrites.wrote('a', gate.informer, newer);

  await gate.ownWrites.seen('a', gate.signal);

  expect(newer.metadata.uid).not.toBe(older.metadata.uid);
  expect(gate.informer.get({ name: 'app', namespace })?.metadata.uid).toBe(newer.metadata.uid);
});

test('a cache that does not follow is waited for ten seconds, which is counted', async () => {
  await using env = await testEnv();
  const namespace = await env.namespace();
  await using gate = gated(env.client); // never started
  gate.ownWrites.wrote('a', gate.informer, await env.client.create(ConfigMap, { metadata: { name: 'app', namespace } }));
  const waiting = gate.ownWrites.seen('a', gate.signal);

  gate.clock.advance(10_000);
  await waiting;
  await gate.ownWrites.seen('a', gate.signal); // not a second time

  expect(gate.stale).toEqual([true]);
});

test('an object that went with its last finalizer is waited for until the cache shows it gone', async () => {
  await using env = await testEnv();
  const ref = { name: 'app', namespace: await env.namespace() };
  await using gate = gated(env.client);
  await env.client.create(ConfigMap, { metadata: { ...ref, finalizers: ['example.com/hold'] } });
  await env.client.delete(ConfigMap, ref);
  const pausing = new AbortController();
  const running = gate.informer.run(pausing.signal);
  await gate.informer.synced;
  pausing.abort(); // from now on the cache is old
  await running;
  const { resourceVersion = '' } = gate.informer.get(ref)?.metadata ?? {};
  const released = await env.client.patch(ConfigMap, ref, { type: 'merge', body: { metadata: { finalizers: null } } });
  // As kube-apiserver answers it: of the version before.
  gate.ownWrites.wrote('a', gate.informer, { ...released, metadata: { ...released.metadata, resourceVersion } });

  const seen = gate.ownWrites.seen('a', gate.signal);
  const timers = gate.clock.timers;
  gate.start();
  await seen;

  expect(timers).toBe(1); // it waited
  expect(gate.informer.get(ref)).toBeUndefined();
  expect(gate.stale).toEqual([]);
});
