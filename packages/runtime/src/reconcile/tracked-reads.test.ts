import { ConfigMap, type KubeObject } from '@capstan/schema';
import { expect, test } from 'vitest';
import { ReadSet, TrackedReads } from './tracked-reads.ts';

const named = (name: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'shop', uid: name, resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z' },
});

function reading(...names: readonly string[]): ReadSet {
  const reads = new ReadSet();
  for (const name of names) reads.object(ConfigMap, { name, namespace: 'shop' });
  return reads;
}

const readersOf = (tracked: TrackedReads, name: string) => [...tracked.concerned(ConfigMap, named(name))].sort();

test('what a reconcile no longer reads does not wake its object, what it still reads does', () => {
  const tracked = new TrackedReads();
  tracked.replace('shop/a', reading('kept', 'dropped'));

  tracked.replace('shop/a', reading('kept', 'new'));

  expect(readersOf(tracked, 'kept')).toEqual(['shop/a']);
  expect(readersOf(tracked, 'new')).toEqual(['shop/a']);
  expect(readersOf(tracked, 'dropped')).toEqual([]);
});

test('of several readers each is woken until it stops reading', () => {
  const tracked = new TrackedReads();
  for (const key of ['shop/a', 'shop/b', 'shop/c']) tracked.replace(key, reading('one'));
  tracked.replace('shop/a', reading('one')); // once more the same

  expect(readersOf(tracked, 'one')).toEqual(['shop/a', 'shop/b', 'shop/c']);

  tracked.replace('shop/b', reading());
  tracked.forget('shop/a');

  expect(readersOf(tracked, 'one')).toEqual(['shop/c']);

  tracked.forget('shop/c');

  expect(readersOf(tracked, 'one')).toEqual([]);
});

test('a list that is read again still wakes', () => {
  const tracked = new TrackedReads();
  const listing = () => {
    const reads = reading('one');
    reads.list(ConfigMap, 'shop', []);
    return reads;
  };
  tracked.replace('shop/a', listing());

  tracked.replace('shop/a', listing());

  expect(readersOf(tracked, 'another')).toEqual(['shop/a']);
});
