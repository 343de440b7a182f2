import type { KubeObject } from '@capstan/schema';
import { expect, test } from 'vitest';
import { aggregatorStatus, describeProgress } from './aggregator-status.ts';

const pod = (status: unknown) =>
  ({
    metadata: { annotations: { 'sonobuoy.hept.io/status': typeof status === 'string' ? status : JSON.stringify(status) } },
  }) as unknown as KubeObject; // all that is read of it

const noTar = { name: '', created: '0001-01-01T00:00:00Z', sha256: '', size: 0 };

test('the first thing an aggregator says has no plugins and no archive', () => {
  expect(aggregatorStatus(pod({ plugins: null, status: 'running', 'tar-info': noTar }))).toEqual({
    state: 'running',
    plugins: [],
  });
});

test('progress is told in a line that changes when anything moves', () => {
  const e2e = {
    plugin: 'e2e',
    node: 'global',
    status: 'running',
    progress: { completed: 12, total: 40, msg: 'x', failures: ['a'] },
  };
  const logs = ['node-1', 'node-2'].map((node) => ({ plugin: 'logs', node, status: node === 'node-1' ? 'complete' : 'running' }));
  const running = aggregatorStatus(pod({ plugins: [e2e, ...logs], status: 'running', 'tar-info': noTar }));
  const tar = { name: 'x.tar.gz', sha256: 'abc', size: 7 };
  const complete = aggregatorStatus(pod({ plugins: [{ ...e2e, status: 'complete' }], status: 'complete', 'tar-info': tar }));

  expect(running && describeProgress(running)).toBe('e2e 12/40, logs 1/2 nodes');
  expect(complete && describeProgress(complete)).toBe('e2e complete, complete');
  expect(complete?.archive).toEqual({ name: 'x.tar.gz', sha256: 'abc', bytes: 7 });
});

test.each(['', '{', '[]', '"running"', '{"status":"done"}', '{"status":7}'])('%s is nothing that was said', (text) => {
  expect(aggregatorStatus(pod(text))).toBeUndefined();
});
