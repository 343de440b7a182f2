import { ConfigMapSync, configMapSyncController, SecretSync } from '@capstan/config-weaver';
import { defineResource, t } from '@capstan/schema';
import { testEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import { weaverConvert } from './weaver-convert.ts';

const Legacy = defineResource({
  group: 'weaver.example.com',
  version: 'v1alpha1',
  kind: 'ConfigMapSync',
  scope: 'Namespaced',
  spec: t.object({ source: t.object({ name: t.string() }), syncToNamespaces: t.array(t.string()) }),
});

const weaver = () => testEnv({ resources: [ConfigMapSync, SecretSync, Legacy], controllers: [configMapSyncController()] });

test('convert --live goes on after an object that the server refuses, and says which one that is', async () => {
  await using env = await weaver();
  const namespace = await env.namespace();
  const spec = { source: { name: 'app' }, syncToNamespaces: ['elsewhere'] };
  await env.client.create(Legacy, { metadata: { name: 'broken', namespace }, spec: { ...spec, syncToNamespaces: [] } });
  await env.client.create(Legacy, { metadata: { name: 'fine', namespace }, spec });
  const lines: string[] = [];

  const code = await weaverConvert({ live: true, kubeconfig: env.kubeconfigPath, namespace }, (text) => lines.push(text));

  expect(code).toBe(1);
  expect(lines).toEqual([
    expect.stringMatching(new RegExp(`^${namespace}/broken: not converted: .*spec.syncToNamespaces`)),
    `${namespace}/fine: made, the old one stays: ServiceAccount ${namespace}/default cannot get configmaps in namespace ${namespace}\n`,
  ]);
  expect(await env.client.find(Legacy, { name: 'broken', namespace })).toBeDefined();
  expect(await env.client.find(ConfigMapSync, { name: 'fine', namespace })).toBeDefined();
});

test('convert --live says where there is nothing to convert', async () => {
  await using env = await weaver();
  const namespace = await env.namespace();
  const lines: string[] = [];

  const code = await weaverConvert({ live: true, kubeconfig: env.kubeconfigPath, namespace }, (text) => lines.push(text));

  expect([code, lines.join('')]).toEqual([
    0,
    `namespace ${namespace} has no ConfigMapSync of group weaver.example.com: nothing is to be converted\n`,
  ]);
});
