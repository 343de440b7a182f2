import { testEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import { ReadinessProfile, ReadinessReport } from '../index.ts';

test('a profile gets its defaults, and what would check nothing or name no images is refused', async () => {
  await using env = await testEnv({ resources: [ReadinessProfile] });
  const create = (spec: object) => env.client.create(ReadinessProfile, { metadata: { name: 'basic' }, spec: spec as never });

  await expect(create({})).rejects.toMatchObject({ message: expect.stringContaining('name at least one plugin, job or probe') });
  await expect(create({ probes: [{ name: 'images', type: 'Images' }] })).rejects.toMatchObject({
    message: expect.stringContaining('name images for a probe of type Images'),
  });
  await expect(create({ plugins: [{ name: 'e2e' }] })).rejects.toMatchObject({
    message: expect.stringContaining('give either definition or definitionFrom'),
  });
  await expect(create({ probes: [{ name: 'api', type: 'ApiServer', timeout: '5 minutes' }] })).rejects.toMatchObject({
    reason: 'Invalid',
    causes: [{ field: 'spec.probes[0].timeout' }],
  });
  const everything = { name: '*', owner: 'me', expires: '2036-01-01T00:00:00Z', why: 'peace' };
  await expect(create({ probes: [{ name: 'api', type: 'ApiServer' }], knownFailures: [everything] })).rejects.toMatchObject({
    causes: [{ field: 'spec.knownFailures[0].name' }],
  });
  await expect(
    create({ probes: [{ name: 'api', type: 'ApiServer' }], archive: { maxBytes: 64 * 2 ** 20 + 1 } }),
  ).rejects.toMatchObject({ message: expect.stringContaining('Secrets hold archives of 64 MiB at most') });
  const { spec } = await create({ probes: [{ name: 'api', type: 'ApiServer' }] });

  expect(spec).toMatchObject({
    parallel: 10,
    timeLimits: { run: '6h', silence: '1h' },
    archive: { store: 'Secrets', keep: 3 },
    gate: { hooks: [], maximumWait: '24h' },
    probes: [{ timeout: '5m', atLeast: 1 }],
  });
});

test('a report stays about one cluster and one profile', async () => {
  await using env = await testEnv({ resources: [ReadinessReport] });
  const namespace = await env.namespace();
  await env.client.create(ReadinessReport, {
    metadata: { name: 'web-basic', namespace },
    spec: { cluster: 'web', profile: 'basic' },
  });

  const moving = env.client.patch(
    ReadinessReport,
    { name: 'web-basic', namespace },
    { type: 'merge', body: { spec: { cluster: 'other' } } },
  );

  await expect(moving).rejects.toMatchObject({ message: expect.stringContaining('delete it instead') });
});
