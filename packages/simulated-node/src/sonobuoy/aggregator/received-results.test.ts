import { expect, test } from 'vitest';
import { packTarball } from '../archive/tarball.ts';
import { ReceivedResults } from './received-results.ts';

const of = { plugin: 'p', node: 'global' };
const result = (body: Uint8Array, mimeType = 'text/plain') => ({ ...of, body, mimeType, fileName: 'a.txt' });

test('a result is taken once, and only if it is waited for', async () => {
  const received = new ReceivedResults([of], new Map());

  expect(await received.take({ ...result(Buffer.from('x')), plugin: 'other' })).toEqual({
    code: 403,
    message: 'result other/global unexpected',
  });
  expect(received.isComplete()).toBe(false);
  expect(await received.take(result(Buffer.from('x')))).toBeUndefined();
  expect(await received.take(result(Buffer.from('y')))).toEqual({ code: 409, message: 'result p/global already received' });
  expect(received.isComplete()).toBe(true);
  expect(Buffer.from(received.files.get('plugins/p/results/global/a.txt') ?? []).toString()).toBe('x');
});

test('a result that could not be read may come again', async () => {
  const received = new ReceivedResults([of], new Map());
  const archive = await packTarball(new Map([['deep/a.xml', Buffer.from('<x/>')]]));

  expect(await received.take(result(archive.subarray(0, 20), 'application/gzip'))).toMatchObject({ code: 500 });
  expect(await received.take(result(archive, 'application/gzip'))).toBeUndefined();
  expect([...received.files.keys()]).toEqual(['plugins/p/results/global/deep/a.xml']);
});

test('a name that leads out of the folder is not taken', async () => {
  const received = new ReceivedResults([of], new Map());
  const archive = await packTarball(new Map([['../../../escaped', Buffer.from('x')]]));

  expect(await received.take(result(archive, 'application/gzip'))).toMatchObject({ code: 500 });
  expect(received.files.size).toBe(0);
});

test('progress replaces what was known, or is added to it', () => {
  const received = new ReceivedResults([of], new Map());
  const latest = () => received.progress.get('p/global');

  expect(received.takeProgress({ plugin: 'q', node: 'global' }, {})).toMatchObject({ code: 403 });
  received.takeProgress(of, { msg: 'a', total: 5, completed: 1 });
  received.takeProgress(of, { msg: 'b', appendtotals: true, appendcompleted: 2, appendfailing: ['x'] });
  expect(latest()).toMatchObject({ name: 'p', node: 'global', msg: 'b', total: 8, completed: 3, failures: ['x'] });
  received.takeProgress(of, { msg: 'c', total: 1 });
  expect(latest()).toMatchObject({ msg: 'c', total: 1, completed: 0 });
  expect(latest()?.failures).toBeUndefined();
});
