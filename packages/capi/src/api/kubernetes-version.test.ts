import { expect, test } from 'vitest';
import { compareKubernetesVersions, parseKubernetesVersion } from './kubernetes-version.ts';

test('a version is read with and without its v', () => {
  expect(parseKubernetesVersion('v1.34.0-rc.1+vendor.2')).toEqual({
    major: 1,
    minor: 34,
    patch: 0,
    prerelease: 'rc.1',
    build: 'vendor.2',
  });
  expect(parseKubernetesVersion('1.9.10').minor).toBe(9);
});

test('versions are compared by number, and by build tag last', () => {
  const newestFirst = ['v1.10.0', 'v1.9.10+b.2', 'v1.9.10+b.1', 'v1.9.10', 'v1.9.10-rc.1', 'v1.9.9'];

  expect([...newestFirst].sort((a, b) => compareKubernetesVersions(b, a))).toEqual(newestFirst);
});

test('what is not a full version is refused with the way to write one', () => {
  for (const text of ['', 'v1.34', 'latest', 'v1.34.0.1']) {
    expect(() => parseKubernetesVersion(text)).toThrow(expect.objectContaining({ code: 'InvalidValue' }));
  }
});
