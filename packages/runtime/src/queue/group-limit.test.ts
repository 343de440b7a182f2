import { expect, test } from 'vitest';
import { ManualClock } from '../test-support/manual-clock.ts';
import { WorkQueue } from './work-queue.ts';

const queueOfTwo = () => new WorkQueue<string>({ clock: new ManualClock(), groupOf: (key) => key.slice(0, 1), groupLimit: 2 });

test('keys of one group that are worked on leave a free worker to another group', async () => {
  using queue = queueOfTwo();
  for (const key of ['a1', 'a2', 'a3', 'b1']) queue.add(key);

  const taken = [await queue.take(), await queue.take(), await queue.take()].map((item) => item?.key);

  expect(taken).toEqual(['a1', 'b1', 'a2']);
});

test('a key beyond the limit of its group is handed out when another of the group is done', async () => {
  using queue = queueOfTwo();
  for (const key of ['a1', 'a2', 'a3']) queue.add(key);
  const first = await queue.take();
  await queue.take();
  const waiting = queue.take();
  let handedOut = false;
  void waiting.then(() => {
    handedOut = true;
  });
  await Promise.resolve();
  const before = handedOut;

  first?.done();

  expect(before).toBe(false);
  expect((await waiting)?.key).toBe('a3');
});
