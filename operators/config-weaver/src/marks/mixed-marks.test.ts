import type { ObjectMeta } from '@capstan/schema';
import { expect, test } from 'vitest';
import type { Sync } from '../api/sync.ts';
import { syncWithUid } from '../test-support/syncs-with-uids.ts';
import { claimOf, copyMarks } from './copy-marks.ts';

const mark = 'weaver.capstan.dev/owner-uid';

/** A copy of two syncs at once: the label names one, the annotation the other, and we wrote both. */
function mixed(label: string, annotation: string): ObjectMeta {
  const { labels, annotations } = copyMarks(syncWithUid(label), { revision: 'r', path: ['team/app'] });
  const written = { [`f:${mark}`]: {} };
  return {
    name: 'app',
    uid: 'x',
    resourceVersion: '1',
    creationTimestamp: '',
    labels,
    annotations: { ...annotations, [mark]: annotation },
    managedFields: [{ manager: 'weaver', fieldsV1: { 'f:metadata': { 'f:labels': written, 'f:annotations': written } } }],
  };
}

test('13: an object whose marks of ours contradict each other is nobody’s', () => {
  expect(['a', 'b', 'c'].map((uid) => claimOf(mixed('a', 'b'), syncWithUid(uid), 'weaver'))).toEqual(['none', 'none', 'none']);
});

test('13: the marks of the former operator count for the sync of the same name and namespace only, and for none of Secrets', () => {
  const metadata = {
    ...mixed('a', 'a'),
    managedFields: [],
    annotations: {},
    labels: { cmsOwnerName: 'app', cmsOwnerNamespace: 'team' },
  };
  const claims = [
    syncWithUid('a'),
    syncWithUid('a', { namespace: 'other' }),
    syncWithUid('a', { name: 'other' }),
    { ...syncWithUid('a'), kind: 'SecretSync' } as Sync, // likewise
  ].map((each) => claimOf(metadata, each, 'weaver'));

  expect(claims).toEqual(['legacy', 'none', 'none', 'none']);
});
