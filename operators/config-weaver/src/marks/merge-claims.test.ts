import type { ConfigMap, FieldsV1 } from '@capstan/schema';
import { expect, test } from 'vitest';
import { configMaps } from '../content/copy-kind.ts';
import { syncWithUid } from '../test-support/syncs-with-uids.ts';
import { madeByMergeMark, mergedClaim, mergedRevision, mergeManager, mergeMarks, mergerOf } from './merge-marks.ts';

const ours = mergeManager(syncWithUid('a'), configMaps);
const marks = { ...mergeMarks(syncWithUid('a'), { revision: 'r', path: ['team/app'] }), ...madeByMergeMark(syncWithUid('a')) };
const fields = (keys: readonly string[]): FieldsV1 => Object.fromEntries(keys.map((key) => [`f:${key}`, {}]));

/** Who wrote which marks, and who wrote the key `color`. */
interface Written {
  readonly merge?: string;
  readonly made?: string;
  readonly color?: readonly string[];
}

/** What a sync has made by merging, as the server records it. */
function merged({ merge = ours, made = ours, color = [ours] }: Written): ConfigMap {
  const [mergeMark = '', madeMark = ''] = Object.keys(marks);
  const entries = [
    { manager: merge, fieldsV1: { 'f:metadata': { 'f:annotations': fields([mergeMark]) } } },
    { manager: made, fieldsV1: { 'f:metadata': { 'f:annotations': fields([madeMark]) } } },
    ...color.map((manager) => ({ manager, fieldsV1: { 'f:data': fields(['color']) } })),
  ];
  const metadata = { name: 'app', namespace: 'shop', uid: 'x', resourceVersion: '1', creationTimestamp: '' };
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { ...metadata, annotations: marks, managedFields: entries },
    data: { color: 'blue' },
  };
}

const claim = (written: Written) => mergedClaim(merged(written), syncWithUid('a'), configMaps);

test('2: an object is a sync’s own where it has merged all of it, as the server records', () => {
  expect(claim({})).toBe('own');
});

test('13: marks of a merge that somebody else wrote do not count', () => {
  expect([claim({ merge: 'kubectl' }), claim({ made: 'kubectl' })]).toEqual(['none', 'shared']);
});

test('2: an object with a key that somebody else has too, or alone, is shared', () => {
  expect([claim({ color: [ours, 'kubectl'] }), claim({ color: ['kubectl'] })]).toEqual(['shared', 'shared']);
});

test('13: a mark of a merge counts for the sync that it names only', () => {
  const { metadata } = merged({});

  expect(
    [syncWithUid('a'), syncWithUid('a', { name: 'other' }), syncWithUid('b')].map((each) => mergedRevision(metadata, each)),
  ).toEqual(['r', undefined, undefined]);
});

test('2: who writes as a field manager is told by its own mark, not by one that somebody else wrote', () => {
  const named = mergerOf(merged({}).metadata, ours, configMaps);
  const forged = mergerOf(merged({ merge: 'kubectl' }).metadata, ours, configMaps);
  const other = mergerOf(merged({}).metadata, 'kubectl', configMaps);

  expect([named, forged, other]).toEqual([{ name: 'app', namespace: 'team' }, undefined, undefined]);
});
