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

test('a message counts nodes as one says it, and says which count was when', () => {
  const one = clusterStateOf('v1.34.0', [node('a')]);
  const about = (seen: typeof before) => staleness({ validFor: one, seen, checked: 'same', wanted: 'same' }).message;

  expect(about(one)).toBe('holds for v1.34.0 with 1 node');
  expect(about(before)).toBe('checked with other nodes: 1 then, 2 now');
  expect(about(clusterStateOf('v1.34.0', [node('c')]))).toBe('checked with other nodes: 1 then, 1 now');
});

test('a cluster that is not seen any more tells nothing new, and what was known to be stale stays so', () => {
  const unseen = (wanted: string) =>
    staleness({ validFor: before, seen: before, checked: 'same', wanted, unseenSince: '2026-11-21T00:00:00Z' }).reason;

  expect(unseen('same')).toBe('ClusterUnreachable');
  expect(unseen('other')).toBe('ProfileChanged');
});
