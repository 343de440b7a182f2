import { type HookResponse, hooksApiVersion, type PatchItem } from '@capstan/capi';
import { expect, test } from 'vitest';
import { sampleCluster } from '../cluster/topology-cluster.ts';
import { patchItems } from '../requests/topology-items.ts';
import { applyGeneratedPatches } from './apply-generated-patches.ts';
import { applyMergePatch } from './merge-patch.ts';

const items = patchItems(sampleCluster());
const [, controlPlane] = items;
const encode = (document: unknown) => Buffer.from(JSON.stringify(document)).toString('base64');

function apply(...patches: readonly { readonly patchType: string; readonly patch: string; readonly uid?: string }[]) {
  const answer = {
    apiVersion: hooksApiVersion,
    kind: 'GeneratePatchesResponse',
    status: 'Success',
    items: patches.map((patch) => ({ uid: controlPlane?.uid ?? '', ...patch })),
  } as HookResponse<'GeneratePatches'>; // with what answers may wrongly hold
  return applyGeneratedPatches(items, answer);
}

const json = (...operations: readonly object[]) => ({ patchType: 'JSONPatch', patch: encode(operations) });
const merge = (document: unknown) => ({ patchType: 'JSONMergePatch', patch: encode(document) });
const specOf = (patched: readonly PatchItem[]) =>
  JSON.stringify(patched.find(({ uid }) => uid === controlPlane?.uid)?.object['spec']);

test('patches of both kinds apply in the order of the answer, and leave the request alone', () => {
  const before = JSON.stringify(items);

  const { items: patched, problems } = apply(
    json({ op: 'add', path: '/spec/template/spec/kubeadmConfigSpec/files', value: [{ path: '/a' }] }),
    json({ op: 'test', path: '/spec/template/spec/kubeadmConfigSpec/files/0/path', value: '/a' }),
    merge({ spec: { template: { spec: { kubeadmConfigSpec: { files: null, format: 'ignition' } } } } }),
  );

  expect(problems).toEqual([]);
  expect(specOf(patched)).toContain('"format":"ignition"');
  expect(specOf(patched)).not.toContain('files');
  expect(JSON.stringify(items)).toBe(before);
});

test.each([
  ['uid', { ...json(), uid: 'nobody' }],
  ['encoding', { patchType: 'JSONPatch', patch: '!!!' }],
  ['encoding', { patchType: 'Strategic', patch: encode({}) }],
  ['encoding', { patchType: 'JSONPatch', patch: encode({ spec: {} }) }],
  ['encoding', merge([])],
  ['applies', json({ op: 'remove', path: '/spec/template/spec/nothing' })],
  ['applies', json({ op: 'test', path: '/spec/template/spec/nothing', value: 1 })],
  ['encoding', json({ op: 'fly', path: '/spec' })],
  ['encoding', json({ op: 'toString', path: '/spec' })],
  ['applies', json({ op: 'remove', path: '' })],
  ['applies', json({ op: 'replace', path: '', value: [] })],
  ['scope', json({ op: 'replace', path: '/metadata/name', value: 'other' })],
  ['scope', merge({ status: { ready: true } })],
  ['protected', merge({ spec: { template: { spec: { replicas: 5 } } } })],
  ['protected', merge({ spec: { template: { metadata: { labels: { 'cluster.x-k8s.io/cluster-name': 'other' } } } } })],
])('what Cluster API refuses or passes over is a problem of its own: %s', (rule, patch) => {
  expect(apply(patch).problems.map((problem) => problem.rule)).toEqual([rule]);
});

test('a merge patch follows the examples of its RFC', () => {
  expect(applyMergePatch({ a: 'b', b: 'c' }, { a: null })).toEqual({ b: 'c' });
  expect(applyMergePatch({ a: ['b'] }, { a: 'c' })).toEqual({ a: 'c' });
  expect(applyMergePatch({ a: { b: 'c' } }, { a: { b: 'd', c: null } })).toEqual({ a: { b: 'd' } });
  expect(applyMergePatch({ a: [{ b: 'c' }] }, { a: [1] })).toEqual({ a: [1] });
  expect(applyMergePatch(['a'], { c: null })).toEqual({});
  expect(applyMergePatch({}, { a: { bb: { ccc: null } } })).toEqual({ a: { bb: {} } });
  expect(applyMergePatch({ a: 'foo' }, 'bar')).toBe('bar');
});
