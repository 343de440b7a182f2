import type { ObjectMeta } from '@capstan/schema';
import { expect, test } from 'vitest';
import { syncWithUid } from '../test-support/syncs-with-uids.ts';
import { claimOf, copyMarks, pathOf } from './copy-marks.ts';

const mark = 'weaver.capstan.dev/owner-uid';

/** A copy of a sync whose marks were written by these managers. */
function copy(uid: string, writtenBy: { readonly label: string; readonly annotation: string }): ObjectMeta {
  const marks = copyMarks(syncWithUid(uid), { revision: 'r', path: ['team/app'] });
  const entry = (manager: string, map: string) => ({
    manager,
    fieldsV1: { 'f:metadata': { [`f:${map}`]: { [`f:${mark}`]: {} } } },
  });
  const managedFields = [entry(writtenBy.label, 'labels'), entry(writtenBy.annotation, 'annotations')];
  return { name: 'app', uid: 'x', resourceVersion: '1', creationTimestamp: '', ...marks, managedFields };
}

const ours = { label: 'weaver', annotation: 'weaver' };

test('a copy is ours when we wrote its marks', () => {
  expect(claimOf(copy('a', ours), syncWithUid('a'), 'weaver')).toBe('ours');
  expect(claimOf(copy('b', ours), syncWithUid('a'), 'weaver')).toBe('none');
});

test('marks that somebody else wrote do not count, whatever they say', () => {
  expect(claimOf(copy('a', { label: 'kubectl', annotation: 'kubectl' }), syncWithUid('a'), 'weaver')).toBe('none');
});

test('a copy that was relabelled is still whose it was', () => {
  const { labels, ...metadata } = copy('a', { label: 'kubectl', annotation: 'weaver' });
  const relabelled = { ...metadata, labels: { ...labels, [mark]: 'b' } };

  expect([claimOf(relabelled, syncWithUid('a'), 'weaver'), claimOf(relabelled, syncWithUid('b'), 'weaver')]).toEqual([
    'ours',
    'none',
  ]);
});

test('the way of a copy is read from its own mark and from those of merges', () => {
  const annotations = {
    'weaver.capstan.dev/path': 'a/app,b/app',
    'merge.weaver.capstan.dev/uid': 'revision team/other c/app,b/app',
  };

  expect(pathOf({ name: 'app', uid: 'x', resourceVersion: '1', creationTimestamp: '', annotations })).toEqual([
    'a/app',
    'b/app',
    'c/app',
  ]);
});
