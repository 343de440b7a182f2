import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { KeyedWork } from './keyed-work.ts';

test('a key that waits for its own work to end keeps no other key waiting', async () => {
  const ended = new AbortController();
  const [long, other, begun] = [Promise.withResolvers<void>(), Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const worked: string[] = [];
  const work = async (key: string) => {
    worked.push(key);
    if (key === 'other') return other.resolve();
    begun.resolve();
    await long.promise;
  };
  const queue = new KeyedWork({ work, report: (error) => expect.unreachable(String(error)), signal: ended.signal });

  queue.add('long');
  await begun.promise;
  queue.add('long');
  await setImmediate();
  queue.add('other');
  await other.promise;

  expect(worked).toEqual(['long', 'other']);
  ended.abort();
  long.resolve();
  await queue.ended;
});
