import type { KubeObject } from '@capstan/schema';
import { expect, test } from 'vitest';
import { secrets } from '../content/copy-kind.ts';
import { irreplaceable } from './adopt-copy.ts';
import type { CopyJob } from './copy-job.ts';

test('2: what is of another type than the copy is refused with both types', () => {
  const metadata = { name: 'app', namespace: 'shop', uid: 'x', resourceVersion: '1', creationTimestamp: '' };
  const existing = { apiVersion: 'v1', kind: 'Secret', metadata, type: 'Opaque' } as KubeObject; // a Secret's fields
  const job = { kind: secrets, desired: { content: { data: {}, binaryData: {}, type: 'kubernetes.io/tls' } } } as CopyJob; // all it reads

  expect(irreplaceable(job, existing)).toMatchObject({
    message: expect.stringContaining('shop/app is of type Opaque, not kubernetes.io/tls, so'),
  });
});
