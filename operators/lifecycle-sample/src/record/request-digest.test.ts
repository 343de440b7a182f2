import type { HookRequest } from '@capstan/capi';
import { expect, test } from 'vitest';
import { requestDigest } from './request-digest.ts';

const request = (metadata: object, settings = { a: '1', b: '2' }) =>
  // Only what the digest reads.
  ({ settings, cluster: { metadata: { name: 'web', ...metadata } } }) as unknown as HookRequest;

test('uids, resource versions and the order of keys do not tell requests apart', () => {
  const first = requestDigest(request({ uid: 'a', resourceVersion: '1' }));

  expect(requestDigest(request({ resourceVersion: '2', uid: 'b' }, { b: '2', a: '1' }))).toBe(first);
  expect(first).toMatch(/^sha256:[0-9a-f]{64}$/);
});

test('everything else does', () => {
  expect(requestDigest(request({ labels: { team: 'a' } }))).not.toBe(requestDigest(request({ labels: { team: 'b' } })));
});
