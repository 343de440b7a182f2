import type { ObjectMeta } from '@capstan/schema';
import { expect, test } from 'vitest';
import { claimOf, copyMarks } from './copy-marks.ts';
import type { Sync } from './sync.ts';

const sync = (uid: string, more: object = {}) =>
  ({ kind: 'ConfigMapSync', metadata: { name: 'app', namespace: 'team', uid, ...more } }) as Sync; // all that marks are made of
const mark = 'weaver.capstan.dev/owner-uid';

/** A copy of two syncs at once: the label names one, the annotation the other, and we wrote both. */
function mixed(label: string, annotation: string): ObjectMeta {
  const { labels, annotations } = copyMarks(sync(label), { revision: 'r', path: ['team/app'] });
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
  expect(['a', 'b', 'c'].map((uid) => claimOf(mixed('a', 'b'), sync(uid), 'weaver'))).toEqual(['none', 'none', 'none']);
});

test('13: the marks of the former operator count for the sync of the same name and namespace only, and for none of Secrets', () => {
  const metadata = {
    ...mixed('a', 'a'),
    managedFields: [],
    annotations: {},
    labels: { cmsOwnerName: 'app', cmsOwnerNamespace: 'team' },
  };
  const claims = [
    sync('a'),
    sync('a', { namespace: 'other' }),
    sync('a', { name: 'other' }),
    { ...sync('a'), kind: 'SecretSync' } as Sync, // likewise
  ].map((each) => claimOf(metadata, each, 'weaver'));

  expect(claims).toEqual(['legacy', 'none', 'none', 'none']);
});
