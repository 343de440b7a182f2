import { expect, test } from 'vitest';
import { labelValue, reportName } from '../api/names.ts';
import { ReadinessProfile } from '../api/readiness-profile.ts';
import { isValidRange, type SelectableCluster, selects, stillSelects } from './selection.ts';

const profile = (clusters: object) =>
  ReadinessProfile.parse({ metadata: { name: 'p' }, spec: { clusters, probes: [{ name: 'api', type: 'ApiServer' }] } });

const cluster = {
  metadata: { name: 'web', namespace: 'shop', labels: { tier: 'prod' } },
  spec: { topology: { classRef: { name: 'quick-start' }, version: 'v1.34.0-rc.1+build' } },
} as unknown as SelectableCluster; // what selection looks at

test.each([
  [{}, true],
  [{ selector: { matchLabels: { tier: 'prod' } } }, true],
  [{ selector: { matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['prod'] }] } }, false],
  [{ namespaces: ['shop'] }, true],
  [{ namespaces: ['other'] }, false],
  [{ topologyClasses: ['quick-start', 'other'] }, true],
  [{ topologyClasses: ['other'] }, false],
  [{ kubernetesVersions: '>=1.34 <1.35' }, true],
  [{ kubernetesVersions: '<1.34' }, false],
] as const)('%j selects the cluster: %s', (clusters, expected) => {
  expect(selects(profile(clusters), cluster)).toBe(expected);
});

test('a report stays until the cluster was seen at a version that its profile is not for', () => {
  const left = profile({ kubernetesVersions: '<1.34' });
  const seenAt = (kubernetesVersion: string) => {
    const state = { kubernetesVersion, nodes: 1, nodeSet: 'x', operatingSystems: ['linux'] };
    return stillSelects(left, cluster, { status: { seen: { state, since: '2026-11-21T00:00:00Z' } } });
  };

  expect(seenAt('v1.33.9')).toBe(true);
  expect(seenAt('v1.34.0')).toBe(false);
  expect(stillSelects(left, cluster, { status: {} })).toBe(true);
  expect(stillSelects(profile({ namespaces: ['other'] }), cluster, { status: {} })).toBe(false);
});

test('a range that cannot be read takes no report away, and selects no cluster anew', () => {
  const broken = profile({ kubernetesVersions: '>=1.30 und <1.37' });
  const state = { kubernetesVersion: 'v1.34.0', nodes: 1, nodeSet: 'x', operatingSystems: ['linux'] };

  expect(stillSelects(broken, cluster, { status: { seen: { state, since: '2026-11-21T00:00:00Z' } } })).toBe(true);
  expect(selects(broken, cluster)).toBe(false);
});

test('a range that is none is told from one', () => {
  expect([isValidRange('>=1.30 <1.37'), isValidRange(undefined), isValidRange('newest')]).toEqual([true, true, false]);
});

test('names of reports are unique for their pair and fit', () => {
  const long = 'a'.repeat(200);

  expect(reportName('web', 'e2e')).toBe('web.e2e');
  expect(reportName('a.b', 'c')).not.toBe(reportName('a', 'b.c'));
  expect(reportName(long, 'b'.repeat(200)).length).toBeLessThan(254);
  expect(reportName(long, 'x')).not.toBe(reportName(long, 'y'));
  expect(labelValue(long)).toMatch(/^a{54}-[0-9a-f]{8}$/);
});
