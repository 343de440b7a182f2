import { expect, test } from 'vitest';
import { parseScript } from './parse-script.ts';

const origin = 'ConfigMap default/web-hooks, key BeforeClusterUpgrade';
const action = (text: string) => parseScript('BeforeClusterUpgrade', text, origin).action;

test('answers are read as people write them', () => {
  expect(action('succeed')).toEqual({ do: 'succeed', message: '' });
  expect(action('fail: no quota')).toEqual({ do: 'fail', message: 'no quota' });
  expect(action('block: 30s')).toEqual({ do: 'block', forMs: 30_000, retryAfterSeconds: 10 });
  expect(action('{ blockUntil: approved, retryAfterSeconds: 5 }')).toEqual({
    do: 'blockUntil',
    key: 'approved',
    retryAfterSeconds: 5,
  });
  expect(action('rubbish')).toEqual({ do: 'rubbish', kind: 'notJson' });
});

test('any answer can be a slow one', () => {
  expect(parseScript('BeforeClusterUpgrade', 'slow: 8s', origin)).toEqual({
    slowMs: 8_000,
    action: { do: 'succeed', message: '' },
  });
  expect(parseScript('GeneratePatches', 'slow: 1s\nfail: no', origin)).toMatchObject({ slowMs: 1_000, action: { do: 'fail' } });
});

test.each([
  ['agree', '"agree" is no answer'],
  ['block: soon', 'block is a length of time'],
  ['block:', 'block is a length of time'],
  ['fail: a\nblock: 1s', 'fail and block cannot both be the answer'],
  ['fail: a\nretryAfterSeconds: 3', 'retryAfterSeconds goes with block'],
  ['block: 3s\nretryAfterSeconds: 0', 'a whole number from 1'],
  ['blockUntil: [a]', 'blockUntil is a key'],
  ['rubbish: bin', 'rubbish is one of notJson, empty'],
  ['patch: {}', 'patch is an answer of GeneratePatches'],
  ['upgradePlan: {}', 'upgradePlan is an answer of GenerateUpgradePlan'],
  ['"unclosed', 'not YAML'],
  ['- a list', 'write an answer'],
  ['', 'write an answer'],
])('%j is refused, by the name of the place it is written in', (text, problem) => {
  expect(() => action(text)).toThrow(problem);
  expect(() => action(text)).toThrow(`${origin}: `);
});

test('a hook that cannot block is not told to', () => {
  expect(() => parseScript('AfterControlPlaneInitialized', 'block: 3s', 'settings')).toThrow(
    'settings: AfterControlPlaneInitialized cannot block',
  );
});

test('patches, variables and plans are read for the hooks that have them', () => {
  const merge = { spec: { template: { spec: { replicas: 3 } } } };
  expect(parseScript('GeneratePatches', JSON.stringify({ patch: { DevMachineTemplate: merge } }), '').action).toEqual({
    do: 'patch',
    patches: { DevMachineTemplate: merge },
  });
  expect(parseScript('CanUpdateMachine', 'patch: desired', '').action).toEqual({ do: 'patch', patches: 'desired' });
  expect(parseScript('DiscoverVariables', 'variables: [{name: size, schema: {type: integer}}]', '').action).toMatchObject({
    do: 'variables',
  });
  expect(parseScript('GenerateUpgradePlan', 'upgradePlan: {controlPlane: [v1.35.0]}', '').action).toEqual({
    do: 'upgradePlan',
    controlPlane: ['v1.35.0'],
    workers: [],
  });
  expect(() => parseScript('GeneratePatches', 'patch: everything', '')).toThrow('a merge patch (a map) or a JSON Patch');
  expect(() => parseScript('DiscoverVariables', 'variables: [size]', '')).toThrow('each with name and schema');
  expect(() => parseScript('GenerateUpgradePlan', 'upgradePlan: v1.35.0', '')).toThrow('lists of versions');
});
