import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ManualClock } from '../test-support/manual-clock.ts';
import { BackOff } from './back-off.ts';
import { WorkQueue } from './work-queue.ts';

test('a key added while it is being processed runs once more, afterwards', async () => {
  using queue = new WorkQueue<string>({ clock: new ManualClock() });
  queue.add('a');
  const first = await queue.take();
  queue.add('a');
  queue.add('a');

  expect(queue.ready).toBe(0);
  first?.done();

  expect((await queue.take())?.key).toBe('a');
  expect(queue.ready).toBe(0);
});

test('a key that waits is there once', async () => {
  using queue = new WorkQueue<string>({ clock: new ManualClock() });
  queue.add('a');
  queue.add('a');

  expect((await queue.take())?.key).toBe('a');
  expect(queue.ready).toBe(0);
});

test('a delayed key comes when its time has come, and the shorter of two delays counts', async () => {
  const clock = new ManualClock();
  using queue = new WorkQueue<string>({ clock });
  queue.addAfter('a', 100);
  queue.addAfter('a', 50);
  queue.addAfter('a', 500);

  clock.advance(49);
  expect(queue.ready).toBe(0);
  clock.advance(1);

  expect((await queue.take())?.key).toBe('a');
  expect(clock.timers).toBe(0);
});

test('groups take turns, so that ten thousand keys of one do not delay another', async () => {
  using queue = new WorkQueue<string>({ clock: new ManualClock(), groupOf: (key) => key.slice(0, 1) });
  for (let index = 0; index < 10_000; index++) queue.add(`a${index}`);
  queue.add('b0');

  const keys = [await queue.take(), await queue.take()].map((item) => item?.key);

  expect(keys).toEqual(['a0', 'b0']);
});

test('low priority waits for high, but not for ever', async () => {
  const clock = new ManualClock();
  using queue = new WorkQueue<string>({ clock, ageingMs: 1_000 });
  queue.add('initial', 'low');
  queue.add('live');
  const first = await queue.take();
  queue.add('live 2');
  clock.advance(1_000);
  const second = await queue.take();

  expect([first?.key, second?.key]).toEqual(['live', 'initial']);
});

test('a live event lifts a key that waits with low priority', async () => {
  using queue = new WorkQueue<string>({ clock: new ManualClock() });
  queue.add('a', 'low');
  queue.add('b', 'low');
  queue.add('b');

  expect((await queue.take())?.key).toBe('b');
});

test('a closed queue gives nothing more and keeps no timer', async () => {
  const clock = new ManualClock();
  const queue = new WorkQueue<string>({ clock });
  const waiting = queue.take();
  queue.addAfter('a', 100);
  queue[Symbol.dispose]();
  queue.add('b');

  expect(await waiting).toBeUndefined();
  expect(await queue.take()).toBeUndefined();
  expect(clock.timers).toBe(0);
});

test('whatever happens, no key is worked on twice at once and none is lost', async () => {
  const action = fc.oneof(
    fc.record({
      do: fc.constant('add' as const),
      key: fc.constantFrom('a', 'b', 'c'),
      priority: fc.constantFrom('high' as const, 'low' as const),
    }),
    fc.record({ do: fc.constant('take' as const) }),
    fc.record({ do: fc.constant('done' as const), index: fc.nat(3) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(action, { maxLength: 60 }), async (actions) => {
      using queue = new WorkQueue<string>({ clock: new ManualClock() });
      const working: { key: string; done(): void }[] = [];
      const owed = new Set<string>();
      for (const step of actions) {
        if (step.do === 'add') {
          queue.add(step.key, step.priority);
          owed.add(step.key);
        } else if (step.do === 'take' && queue.ready > 0) {
          const item = await queue.take();
          if (!item) throw new Error('an open queue gave nothing');
          expect(working.map(({ key }) => key)).not.toContain(item.key);
          working.push(item);
          owed.delete(item.key);
        } else if (step.do === 'done') working.splice(step.index, 1)[0]?.done();
      }
      for (const item of working.splice(0)) item.done();
      const left = new Set<string>();
      while (queue.ready > 0) left.add((await queue.take())?.key ?? '');
      expect(left).toEqual(owed);
    }),
    { seed: 1, numRuns: 200 },
  );
});

test('delays double up to the limit, and start again once forgotten', () => {
  const backOff = new BackOff({ baseMs: 10, maxMs: 100, random: () => 0.5 });

  const delays = Array.from({ length: 6 }, () => backOff.next('a'));
  backOff.forget('a');

  expect(delays).toEqual([10, 20, 40, 80, 100, 100]);
  expect(backOff.next('a')).toBe(10);
});
