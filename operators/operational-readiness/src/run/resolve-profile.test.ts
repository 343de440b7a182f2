import { ConfigMap } from '@capstan/schema';
import { testEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import { ReadinessProfile } from '../api/readiness-profile.ts';
import { plugin } from '../test-support/plugins.ts';
import { resolveProfile } from './resolve-profile.ts';

const { signal } = new AbortController();
const specOf = (spec: object) => ReadinessProfile.parse({ metadata: { name: 'p' }, spec }).spec;

test('definitions that would not fit into a report are refused, alone and together', async () => {
  await using env = await testEnv();
  const namespace = await env.namespace();
  const options = { management: env.client, signal };
  const padded = (name: string, bytes: number) => `${plugin(name).definition}\n#${'x'.repeat(bytes)}`;
  const data = {
    ...Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((name) => [name, padded(name, 110_000)])),
    large: padded('large', 200_000),
  };
  await env.client.create(ConfigMap, { metadata: { name: 'plugins', namespace }, data });
  const from = (...names: readonly string[]) =>
    specOf({ plugins: names.map((name) => ({ name, definitionFrom: { namespace, name: 'plugins', key: name } })) });

  expect((await resolveProfile(from('a', 'b'), options)).plugins).toHaveLength(2);
  await expect(resolveProfile(from('large'), options)).rejects.toMatchObject({
    code: 'InvalidPlugin',
    message: expect.stringContaining('the definition of plugin "large" has 200'),
  });
  await expect(resolveProfile(from('a', 'b', 'c', 'd', 'e'), options)).rejects.toMatchObject({
    code: 'InvalidPlugin',
    message: expect.stringContaining('the profile with all definitions has 55'),
  });
});

test('a probe cannot have the name of a plugin, whose results it would stand for', async () => {
  await using env = await testEnv();
  const spec = specOf({ plugins: [plugin('e2e')], probes: [{ name: 'e2e', type: 'ApiServer' }] });

  await expect(resolveProfile(spec, { management: env.client, signal })).rejects.toMatchObject({
    message: 'two checks of the profile are called "e2e"',
  });
});
