import { expect, test } from 'vitest';
import { spoil } from './archive-fault.ts';
import { packTarball, unpackTarball } from './tarball.ts';

const archive = () => packTarball(new Map([['a.tar.gz', Buffer.from('x'.repeat(1000))]]));

test('an archive that is whole unpacks to what was packed', async () => {
  expect(Buffer.from((await unpackTarball(await archive())).get('a.tar.gz') ?? []).toString()).toBe('x'.repeat(1000));
});

test('a spoilt archive is as bad as its name', async () => {
  await expect(unpackTarball(await spoil(await archive(), 'truncated'))).rejects.toThrow();
  await expect(unpackTarball(await spoil(await archive(), 'garbage'))).rejects.toThrow();
  expect((await unpackTarball(await spoil(await archive(), 'empty'))).size).toBe(0);
  expect([...(await unpackTarball(await spoil(await archive(), 'path-traversal'))).keys()]).toEqual(['../../escaped.tar.gz']);
  expect((await spoil(await archive(), 'zip-bomb')).length).toBeLessThan(512 << 10);
});
