import type { Node } from '@capstan/schema';
import { expect, test } from 'vitest';
import { clusterStateOf } from './observe-cluster.ts';
import { staleness } from './staleness.ts';

const node = (name: string, kubeletVersion = 'v1.34.0') =>
  ({
    metadata: { name, uid: `uid-${name}`, labels: { 'kubernetes.io/os': 'linux' } },
    status: { nodeInfo: { kubeletVersion, osImage: 'x' } },
  }) as unknown as Node; // what the digest is made of

const before = clusterStateOf('v1.34.0', [node('a'), node('b')]);
const after = (seen: typeof before, wanted = 'same') => staleness({ validFor: before, seen, checked: 'same', wanted }).reason;

test('a result is stale when version, nodes or checks are others, and not when they come in another order', () => {
  expect(after(clusterStateOf('v1.34.0', [node('b'), node('a')]))).toBe('Current');
  expect(after(clusterStateOf('v1.35.0', [node('a'), node('b')]))).toBe('VersionChanged');
  expect(after(clusterStateOf('v1.34.0', [node('a'), node('c')]))).toBe('NodesChanged');
  expect(after(clusterStateOf('v1.34.0', [node('a'), node('b', 'v1.35.0')]))).toBe('NodesChanged');
  expect(after(before, 'other')).toBe('ProfileChanged');
  expect(staleness({ validFor: undefined, seen: before, checked: undefined, wanted: undefined }).reason).toBe('NeverRan');
});
