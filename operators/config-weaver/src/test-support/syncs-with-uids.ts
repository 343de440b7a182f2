import type { ObjectMeta } from '@capstan/schema';
import type { Sync } from '../api/sync.ts';

/** A sync that tells from whom marks are, and nothing else. */
export const syncWithUid = (uid: string, metadata: Partial<ObjectMeta> = {}): Sync =>
  ({ kind: 'ConfigMapSync', metadata: { name: 'app', namespace: 'team', uid, ...metadata } }) as Sync; // all that marks are made of
