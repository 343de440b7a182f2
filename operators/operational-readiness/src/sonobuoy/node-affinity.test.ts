import type { Node } from '@capstan/schema';
import { expect, test } from 'vitest';
import { daemonNodes } from '../run/phases/preconditions.ts';
import { parsePlugin } from './plugin-definition.ts';

const nodes = [
  { 'kubernetes.io/os': 'linux', pool: 'gpu' },
  { 'kubernetes.io/os': 'linux', pool: 'web' },
  { 'kubernetes.io/os': 'windows' },
].map((labels, index) => ({ metadata: { name: `node-${index}`, labels } }) as unknown as Node); // what is looked at of one

const definition = (podSpec: object, driver = 'DaemonSet') =>
  parsePlugin(JSON.stringify({ 'sonobuoy-config': { driver, 'plugin-name': 'logs' }, podSpec, spec: { image: 'x' } }), 'logs');
const affinity = (...nodeSelectorTerms: readonly object[]) => ({
  affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } },
});
const pool = (operator: string, ...values: readonly string[]) => ({ matchExpressions: [{ key: 'pool', operator, values }] });

test.each([
  ['nothing', {}, 3],
  ['a node selector', { nodeSelector: { 'kubernetes.io/os': 'linux' } }, 2],
  ['an affinity', affinity(pool('In', 'gpu')), 1],
  ['one of two terms', affinity(pool('In', 'gpu'), pool('DoesNotExist')), 2],
  ['a label without the value', affinity(pool('NotIn', 'gpu')), 2],
  ['an affinity and a node selector', { ...affinity(pool('NotIn', 'gpu')), nodeSelector: { 'kubernetes.io/os': 'linux' } }, 1],
  [
    'two requirements of a term',
    affinity({ matchExpressions: [...pool('Exists').matchExpressions, ...pool('NotIn', 'web').matchExpressions] }),
    1,
  ],
  ['a preference', { affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [] } } }, 3],
])('a plugin that asks for %s has to report from the nodes that the scheduler gives it', (_what, podSpec, expected) => {
  expect(daemonNodes([definition(podSpec)], nodes)).toEqual({ logs: expected });
});

test.each([
  [
    'fields of nodes',
    { matchFields: [{ key: 'metadata.name', operator: 'In', values: ['node-0'] }] },
    'has matchFields, by which',
  ],
  ['a comparison', pool('Gt', '5'), 'has operator "Gt", by which Sonobuoy does not count nodes'],
  ['nothing at all', {}, 'has a term without matchExpressions'],
])('an affinity to %s, by which Sonobuoy counts other nodes than the scheduler, is refused', (_what, term, message) => {
  const field = 'podSpec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution';

  expect(() => definition(affinity(term))).toThrow(`the definition of plugin "logs" is not valid: ${field} ${message}`);
  expect(definition(affinity(term), 'Job').name).toBe('logs');
});
