import type { ObjectMeta } from '@capstan/schema';
import { expect, test } from 'vitest';
import { configMaps, secrets } from '../content/copy-kind.ts';
import { CheckedCopies } from '../copies/checked-copies.ts';
import { endRound, Rounds, resumeRound, stamps } from './rounds.ts';
import { newMemory, type Visit } from './visit.ts';

const ref = { name: 'app', namespace: 'to' };
const copyMeta: ObjectMeta = { ...ref, uid: 'copy', resourceVersion: '7', creationTimestamp: '2026-01-01T00:00:00Z' };

function place() {
  const copies: ObjectMeta[] = [];
  const checked = new CheckedCopies();
  const metadata = (resource: unknown) => ({
    get: () => {
      const found = resource === configMaps.resource ? copies[0] : undefined;
      return found && { metadata: found };
    },
  });
  const visit = { sync: { metadata: { uid: 'sync' } }, ctx: { metadata }, kind: configMaps, memory: { checked } };
  const round = new Rounds().resume('sync', 'what');
  return { copies, checked, stamp: () => stamps(visit as unknown as Visit, round)(ref) }; // all that is looked at
}

test('a place whose copy was made and deleted between two turns does not look like the empty one before', () => {
  const { checked, stamp } = place();
  const empty = stamp();

  checked.remember('sync', copyMeta, 'fingerprint', 'made');

  expect(stamp()).not.toBe(empty);
});

test('a place whose copy is deleted does not look like the one with the copy', () => {
  const { checked, copies, stamp } = place();
  copies.push(copyMeta);
  checked.remember('sync', copyMeta, 'fingerprint', 'made');
  const shown = stamp();

  copies.pop();

  expect(stamp()).not.toBe(shown);
});

test('Secrets that are to be read again are, also when the sync changes before all of them were', () => {
  const sync = { metadata: { uid: 'sync' }, spec: { resyncInterval: '10m' } };
  const visit = { sync, kind: secrets, memory: newMemory() } as unknown as Visit; // all that is looked at
  const first = resumeRound(visit, 'as it was');
  const second = resumeRound(visit, 'as it is now');
  endRound(visit, second);
  const third = resumeRound(visit, 'as it is now');

  expect([first.verify, second.verify, third.verify]).toEqual([true, true, false]);
});
