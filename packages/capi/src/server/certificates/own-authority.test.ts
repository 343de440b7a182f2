import { X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { type KeptCertificates, renewCertificates } from './own-authority.ts';

const dayMs = 24 * 3_600_000;
const start = Date.parse('2026-01-01T00:00:00Z');
const names = ['gates.capstan-system.svc', '127.0.0.1'];
const first = await renewCertificates({}, names, start);

const authorities = ({ caBundle }: KeptCertificates) => caBundle.match(/-----BEGIN/g)?.length;
const isSigned = (kept: KeptCertificates, by: string) =>
  new X509Certificate(kept.certificate).verify(new X509Certificate(by).publicKey);

test('a first certificate is for its names, signed by the authority in the bundle', () => {
  const leaf = new X509Certificate(first.certificate);

  expect([leaf.checkHost('gates.capstan-system.svc'), leaf.checkIP('127.0.0.1'), leaf.checkHost('other.svc')]).toEqual([
    'gates.capstan-system.svc',
    '127.0.0.1',
    undefined,
  ]);
  expect(isSigned(first, first.caBundle)).toBe(true);
  expect(new X509Certificate(first.caBundle).ca).toBe(true);
});

test('nothing is renewed before its time', async () => {
  expect(await renewCertificates(first, names, start + 59 * dayMs)).toBe(first);
});

test('a replica whose clock lags by hours keeps what another one made', async () => {
  expect(await renewCertificates(first, names, start - 6 * 3_600_000)).toBe(first);
});

test('a certificate is renewed a month before it ends, by the same authority', async () => {
  const renewed = await renewCertificates(first, names, start + 61 * dayMs);

  expect(renewed.caBundle).toBe(first.caBundle);
  expect(renewed.certificate).not.toBe(first.certificate);
  expect(Date.parse(new X509Certificate(renewed.certificate).validTo)).toBeGreaterThan(start + 150 * dayMs);
});

test('another name makes another certificate', async () => {
  const renewed = await renewCertificates(first, [...names, 'more.svc'], start);

  expect(new X509Certificate(renewed.certificate).checkHost('more.svc')).toBe('more.svc');
  expect(renewed.caBundle).toBe(first.caBundle);
});

test('a new authority joins the bundle first, signs from the next renewal on, and the old one leaves when it ends', async () => {
  const nearEnd = start + (3650 - 360) * dayMs;
  const old = await renewCertificates(first, names, nearEnd - 10 * dayMs);
  const joined = await renewCertificates(old, names, nearEnd);
  const switched = await renewCertificates(joined, names, nearEnd + 70 * dayMs);
  const left = await renewCertificates(switched, names, start + 3651 * dayMs);

  expect([authorities(old), authorities(joined), authorities(switched), authorities(left)]).toEqual([1, 2, 2, 1]);
  expect([joined.certificate === old.certificate, isSigned(joined, joined.caBundle)]).toEqual([true, false]);
  expect(isSigned(switched, switched.caBundle)).toBe(true);
  expect(isSigned(left, left.caBundle)).toBe(true);
});

test.for(['caBundle', 'caKey', 'certificate', 'key'] as const)(
  'a %s that is rubbish is made anew, with all that hangs on it',
  async (part) => {
    const healed = await renewCertificates({ ...first, [part]: 'rubbish' }, names, start);

    expect(isSigned(healed, healed.caBundle)).toBe(true);
    expect(await renewCertificates(healed, names, start)).toBe(healed);
  },
);

test('what was made while the clock was ahead is made anew once it is right', async () => {
  const ahead = await renewCertificates({}, names, start + 1_000 * dayMs);
  const renewed = await renewCertificates(ahead, names, start);

  for (const pem of [renewed.certificate, renewed.caBundle]) {
    expect(Date.parse(new X509Certificate(pem).validFrom)).toBeLessThanOrEqual(start);
  }
  expect([authorities(renewed), isSigned(renewed, renewed.caBundle)]).toEqual([1, true]);
});

test('what ended long ago is replaced at once', async () => {
  const later = start + 20 * 365 * dayMs;
  const renewed = await renewCertificates(first, names, later);

  expect(isSigned(renewed, renewed.caBundle)).toBe(true);
  expect(authorities(renewed)).toBe(1);
});
