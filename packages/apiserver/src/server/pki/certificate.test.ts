import { X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { issueCertificate } from './certificate.ts';

const now = new Date('2026-01-31T12:00:00Z');
const authority = await issueCertificate({ commonName: 'ca', use: 'authority', notBefore: now, days: 10 });

test('a certificate is signed by its authority, and by no other', async () => {
  const other = await issueCertificate({ commonName: 'ca', use: 'authority', notBefore: now, days: 10 });
  const { certificate } = await issueCertificate({ commonName: 'a', use: 'client', notBefore: now, days: 1 }, authority);
  const issued = new X509Certificate(certificate);

  expect(issued.verify(new X509Certificate(authority.certificate).publicKey)).toBe(true);
  expect(issued.verify(new X509Certificate(other.certificate).publicKey)).toBe(false);
  expect(issued.checkIssued(new X509Certificate(authority.certificate))).toBe(true);
});

test('user and groups are the parts of the subject', async () => {
  const who = {
    commonName: 'jane:doe',
    organizations: ['system:masters', 'größe'],
    use: 'client',
    notBefore: now,
    days: 1,
  } as const;
  const { subject } = new X509Certificate((await issueCertificate(who, authority)).certificate);

  expect(subject.split('\n')).toEqual(['O=system:masters', 'O=größe', 'CN=jane:doe']);
});

test('a serving certificate is for its hosts, by name and by address of both families', async () => {
  const hosts = ['localhost', '127.0.0.1', '::1', '2001:db8::ff00:42:8329'];
  const issued = new X509Certificate(
    (await issueCertificate({ commonName: 's', use: 'server', hosts, notBefore: now, days: 1 }, authority)).certificate,
  );

  expect(issued.checkHost('localhost')).toBe('localhost');
  expect(hosts.slice(1).map((host) => issued.checkIP(host))).toEqual(hosts.slice(1));
  expect(issued.checkIP('127.0.0.2')).toBeUndefined();
});

test('a certificate is good from a little before it was made, for so many days', () => {
  const { validFrom, validTo } = new X509Certificate(authority.certificate);

  expect(new Date(validFrom).toISOString()).toBe('2026-01-31T11:55:00.000Z');
  expect(new Date(validTo).toISOString()).toBe('2026-02-10T11:55:00.000Z');
});
