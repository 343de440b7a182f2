import { expect, test } from 'vitest';
import type { Sync } from '../api/sync.ts';
import { compose, type Source } from './compose.ts';

const source = (name: string, data: Record<string, string>, more: object = {}): Source => ({
  ref: { name, namespace: 'team' },
  content: { data, binaryData: {}, ...more },
});
const spec = (fields: object = {}) => fields as Sync['spec']; // only the fields that compose reads

test('of two sources with the same key the later one counts, in whichever map it has it', () => {
  const result = compose([source('a', { x: '1', y: '1' }), source('b', {}, { binaryData: { x: 'Mg==' } })], spec());

  expect(result).toMatchObject({ ok: true, content: { data: { y: '1' }, binaryData: { x: 'Mg==' } } });
});

test('keys are picked before they are renamed', () => {
  const result = compose([source('a', { x: '1', y: '2' })], spec({ keys: { include: ['x'], rename: { x: 'y' } } }));

  expect(result).toMatchObject({ ok: true, content: { data: { y: '1' } } });
});

test('a new name that another key has already is refused, with both named', () => {
  const result = compose([source('a', { x: '1', y: '2' })], spec({ keys: { rename: { x: 'y' } } }));

  expect(result).toEqual({ ok: false, message: 'keys x and y would both be called y; change spec.keys.rename' });
});

test('a key that is to be included and is not there is told', () => {
  const result = compose([source('a', { x: '1' })], spec({ keys: { include: ['x', 'gone'] } }));

  expect(result).toMatchObject({ ok: true, notes: ['key gone of spec.keys.include is not in the source'] });
});

test('keys named like members of every object are ordinary keys', () => {
  const result = compose([source('a', { constructor: '1', toString: '2' })], spec({ keys: { rename: { other: 'x' } } }));

  expect(result).toMatchObject({ ok: true, content: { data: { constructor: '1', toString: '2' } } });
});

test('the token of a ServiceAccount is never copied', () => {
  const result = compose([source('a', {}, { type: 'kubernetes.io/service-account-token' })], spec({ allowPrivateKey: true }));

  expect(result).toMatchObject({ ok: false, message: expect.stringContaining('holds the token of a ServiceAccount') });
});

test('Secrets of several types make an Opaque one', () => {
  const result = compose([source('a', {}, { type: 'Opaque' }), source('b', {}, { type: 'example.com/x' })], spec());

  expect(result).toMatchObject({
    ok: true,
    content: { type: 'Opaque' },
    notes: ['the sources have several types, so the copy is Opaque'],
  });
});

test('a Secret type that is called like a property of every object is a type like any other', () => {
  for (const type of ['constructor', 'toString', '__proto__'])
    expect(compose([source('a', { a: 'eA==' }, { type })], spec())).toMatchObject({ ok: true, content: { type }, notes: [] });
});
