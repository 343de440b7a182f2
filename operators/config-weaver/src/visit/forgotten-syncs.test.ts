import { expect, test } from 'vitest';
import { CheckedCopies } from '../copies/checked-copies.ts';
import { Fights } from '../copies/fights.ts';
import { syncWithUid } from '../test-support/syncs-with-uids.ts';
import { forgetSync, newMemory } from './visit.ts';

const sync = syncWithUid('one');
const copy = { name: 'app', namespace: 'b', uid: 'x', resourceVersion: '1', creationTimestamp: '' };

test('nothing is remembered of a sync that is gone', () => {
  const memory = { ...newMemory(), checked: new CheckedCopies(), fights: new Fights(() => 0) };
  memory.checked.remember('one', copy, 'r');
  memory.usage.set('one', { copies: 1, bytes: 1 });
  memory.verifiedAt.set('one', 1);
  memory.counts.replace(sync, { Synced: 3, Refused: 0, Failed: 0 });
  for (let round = 0; round < 5; round++) for (const uid of ['one', 'two']) memory.fights.repaired(`${uid} b/app`, 'gitops');

  forgetSync(memory, sync);

  expect(memory.checked.all('one')).toEqual([]);
  expect([memory.usage.size, memory.verifiedAt.size]).toEqual([0, 0]);
  expect([memory.fights.contested('one b/app'), memory.fights.contested('two b/app')?.opponent]).toEqual([undefined, 'gitops']);
  expect(memory.counts.values('ConfigMap')).toEqual([]);
});
