import { ClusterRole, ClusterRoleBinding, ConfigMap, Namespace, Pod } from '@capstan/schema';
import { testEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import { sampleRun } from '../test-support/sample-run.ts';
import { dispatch } from './dispatch.ts';
import { removeRun } from './remove-run.ts';
import { runObjects } from './run-objects.ts';

let count = 0;
const freshNamespace = () => `run-${process.pid}-${++count}`;

const whole = runObjects(sampleRun()).length;

test.each(Array.from({ length: whole }, (_, made) => made))(
  'a run of which %i objects were made before a crash is completed and nothing is made twice',
  async (made) => {
    await using env = await testEnv();
    const run = sampleRun({ namespace: freshNamespace() });
    const objects = runObjects(run);
    for (const { resource, object } of objects.slice(0, made)) await env.client.create(resource, object as never);

    await dispatch(env.client, run);
    await dispatch(env.client, run);

    for (const { resource, ref } of objects) expect(await env.client.find(resource, ref)).toBeDefined();
    await removeRun(env.client, { namespace: run.namespace, owner: run.owner });
  },
);

test('a namespace that somebody else made is refused and stays untouched', async () => {
  await using env = await testEnv();
  const run = sampleRun({ namespace: freshNamespace() });
  const theirs = { metadata: { name: run.namespace } };
  const { metadata } = await env.client.create(Namespace, theirs);

  await expect(dispatch(env.client, run)).rejects.toMatchObject({
    code: 'ForeignRun',
    message: `Namespace ${run.namespace} is there already and was not made by this operator`,
  });
  expect(await removeRun(env.client, { namespace: run.namespace, owner: run.owner })).toBe(true);

  const after = await env.client.get(Namespace, { name: run.namespace });
  expect(after.metadata.resourceVersion).toBe(metadata.resourceVersion);
  expect(await env.client.find(Pod, { name: 'sonobuoy', namespace: run.namespace })).toBeUndefined();
});

test('a cluster role that another run left is refused by name', async () => {
  await using env = await testEnv();
  const run = sampleRun({ namespace: freshNamespace() });
  const name = `sonobuoy-serviceaccount-${run.namespace}`;
  await env.client.create(ClusterRole, { metadata: { name }, rules: [] });

  await expect(dispatch(env.client, run)).rejects.toMatchObject({ code: 'ForeignRun', message: expect.stringContaining(name) });
});

test('an earlier run of the same report is waited for, not adopted', async () => {
  await using env = await testEnv();
  const earlier = sampleRun({ namespace: freshNamespace() });
  await dispatch(env.client, earlier);

  const next = { ...earlier, owner: { ...earlier.owner, run: 'default/web-basic#2.1' } };

  await expect(dispatch(env.client, next)).rejects.toMatchObject({ code: 'StillRemoving' });
});

test('removal takes this run with its rights, and nothing of others', async () => {
  await using env = await testEnv();
  const [run, other] = [freshNamespace(), freshNamespace()].map((namespace) => sampleRun({ namespace }));
  if (!run || !other) throw new Error('two runs');
  await dispatch(env.client, run);
  await dispatch(env.client, { ...other, owner: { ...other.owner, reportUid: 'uid-2' } });

  const options = { namespace: run.namespace, owner: run.owner };
  await removeRun(env.client, options);
  await env.eventuallyGone(Namespace, { name: run.namespace }, { timeout: '60s' });

  expect(await removeRun(env.client, options)).toBe(true);
  expect(await env.client.find(ClusterRoleBinding, { name: `sonobuoy-serviceaccount-${run.namespace}` })).toBeUndefined();
  const binding = await env.client.get(ClusterRoleBinding, { name: `sonobuoy-serviceaccount-${other.namespace}` });
  expect(binding.metadata.annotations).toMatchObject({ 'readiness.capstan.dev/expires-at': '2026-12-01T00:00:00Z' });
  expect(await env.client.find(ConfigMap, { name: 'sonobuoy-config-cm', namespace: other.namespace })).toBeDefined();
});
