import { expect, test } from 'vitest';
import { shareOf } from './quota.ts';

const wanted = ['a', 'b', 'c', 'd'];
const base = { tenant: 'team', others: [], own: 0, perTarget: 1, copyBytes: 10, isThere: () => false };

test('without a quota everything is allowed', () => {
  expect(shareOf(wanted, { ...base, quota: {} })).toMatchObject({ allowed: wanted, denied: [] });
});

test('what other syncs of the namespace have counts, and copies that are there come first', () => {
  const share = shareOf(wanted, {
    ...base,
    quota: { copies: 5 },
    own: 1,
    others: [
      { copies: 2, bytes: 0 },
      { copies: 1, bytes: 0 },
    ],
    isThere: (namespace) => namespace === 'd',
  });

  expect(share).toMatchObject({ allowed: ['d', 'a'], denied: ['b', 'c'] });
  expect(share.message).toContain('may have 5 copies together');
});

test('bytes limit copies by their size', () => {
  const share = shareOf(wanted, { ...base, quota: { bytes: 35 }, others: [{ copies: 1, bytes: 10 }] });

  expect(share.denied).toEqual(['c', 'd']);
  expect(share.message).toContain('may have 35 bytes of copies together');
});

test('a quota that is used up already allows nothing', () => {
  expect(shareOf(wanted, { ...base, quota: { copies: 1 }, others: [{ copies: 3, bytes: 0 }] }).allowed).toEqual([]);
});

test('what is there is kept up to date though others have used the quota up', () => {
  const share = shareOf(wanted, {
    ...base,
    quota: { copies: 3 },
    own: 2,
    others: [{ copies: 9, bytes: 0 }],
    isThere: (namespace) => namespace > 'b',
  });

  expect(share).toMatchObject({ allowed: ['c', 'd'], denied: ['a', 'b'] });
});

test('a place of hashed copies takes two objects', () => {
  expect(shareOf(wanted, { ...base, quota: { copies: 5 }, perTarget: 2 }).allowed).toEqual(['a', 'b']);
});
