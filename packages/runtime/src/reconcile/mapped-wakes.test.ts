import { ConfigMap, type KubeObject, Secret } from '@capstan/schema';
import { expect, test } from 'vitest';
import type { Informer } from '../cache/informer.ts';
import { silentLogger } from '../logger.ts';
import { changed } from '../predicate.ts';
import { watch } from '../watch.ts';
import { mappedKeys } from './mapped-wakes.ts';

const secret = (uid: string, type: string): KubeObject & { readonly type: string } => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: uid, namespace: 'a', uid, resourceVersion: '1', creationTimestamp: '' },
  type,
});

/** What a watch that looks at types maps its objects to: themselves, with how they were shown. */
const types = watch(Secret, {
  for: ConfigMap,
  when: changed(({ type }: Secret) => type),
  map: ({ metadata, type }, _cache, shown) => [{ name: `${metadata.uid} ${type} ${shown}`, namespace: 'a' }],
});
const wokenBy = (change: Parameters<typeof mappedKeys>[1]) => mappedKeys(types, change, {} as Informer, silentLogger); // not looked at

test('a mapping function is shown what was there at the start, what is and was, and what went, each as that', () => {
  const [before, now] = [secret('one', 'old'), secret('one', 'new')];

  expect(wokenBy({ type: 'put', object: before, initial: true })).toEqual(['a/one old initial']);
  expect(wokenBy({ type: 'put', object: now, previous: before, initial: false })).toEqual(['a/one new now', 'a/one old before']);
  expect(wokenBy({ type: 'deleted', object: now })).toEqual(['a/one new deleted']);
});

test('the same of the same object wakes nobody; the same of one that was made in its place does', () => {
  const before = secret('one', 'same');

  expect(wokenBy({ type: 'put', object: secret('one', 'same'), previous: before, initial: false })).toEqual([]);
  expect(wokenBy({ type: 'put', object: secret('two', 'same'), previous: before, initial: false })).toHaveLength(2);
});
