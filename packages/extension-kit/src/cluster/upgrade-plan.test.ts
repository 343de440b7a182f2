import { expect, test } from 'vitest';
import { defaultPlan, planErrors, versionsBetween } from './upgrade-plan.ts';

const span = (controlPlane: string, workers: string | undefined, target: string) => ({ controlPlane, workers, target });

test('a plan has a stop at each minor, the newest patch that is offered, and the target last', () => {
  const offered = ['v1.35.1', 'v1.35.10', 'v1.35.2', 'v1.36.0'];

  expect(defaultPlan(span('v1.34.0', 'v1.34.0', 'v1.37.1'), offered)).toEqual({
    controlPlane: ['v1.35.10', 'v1.36.0', 'v1.37.1'],
    workers: ['v1.37.1'],
  });
  expect(defaultPlan(span('v1.36.0', 'v1.34.0', 'v1.36.0'))).toEqual({ controlPlane: [], workers: ['v1.36.0'] });
  expect(defaultPlan(span('v1.36.0', 'v1.36.0', 'v1.36.0'))).toEqual({ controlPlane: [], workers: [] });
  expect(defaultPlan(span('v1.36.0', undefined, 'v1.36.1'))).toEqual({ controlPlane: ['v1.36.1'], workers: [] });
});

test('workers stop at least every third minor', () => {
  expect(defaultPlan(span('v1.30.0', 'v1.30.0', 'v1.35.0')).workers).toEqual(['v1.33.0', 'v1.35.0']);
  expect(defaultPlan(span('v1.33.0', 'v1.30.0', 'v1.35.0')).workers).toEqual(['v1.33.0', 'v1.35.0']);
});

test.each<[string, readonly string[], readonly string[], RegExp | undefined]>([
  ['each minor', ['v1.35.0', 'v1.36.0'], ['v1.36.0'], undefined],
  ['no stops of workers', ['v1.35.0', 'v1.36.0'], [], undefined],
  ['a patch on the way', ['v1.34.5', 'v1.35.0', 'v1.36.0'], [], undefined],
  ['a minor is skipped', ['v1.36.0'], [], /v1\.36\.0 skips a minor after v1\.34\.0/],
  ['it goes back', ['v1.35.0', 'v1.34.1', 'v1.36.0'], [], /v1\.34\.1 is not newer than v1\.35\.0/],
  ['it ends early', ['v1.35.0'], [], /ends at v1\.35\.0, not at v1\.36\.0/],
  ['it is empty', [], [], /ends at nothing/],
  ['workers stop elsewhere', ['v1.35.0', 'v1.36.0'], ['v1.35.1', 'v1.36.0'], /v1\.35\.1 is not among controlPlaneUpgrades/],
  ['workers end early', ['v1.35.0', 'v1.36.0'], ['v1.35.0'], /workersUpgrades ends at v1\.35\.0/],
])('a plan is taken or refused: %s', (_name, controlPlane, workers, wrong) => {
  const errors = planErrors(span('v1.34.0', 'v1.34.0', 'v1.36.0'), { controlPlane, workers });

  if (wrong === undefined) expect(errors).toEqual([]);
  else expect(errors.join()).toMatch(wrong);
});

test('a plan for a control plane that is there is empty', () => {
  const there = span('v1.36.0', 'v1.34.0', 'v1.36.0');

  expect(planErrors(there, { controlPlane: ['v1.36.0'], workers: [] })).toHaveLength(1);
  expect(planErrors(there, { controlPlane: [], workers: ['v1.36.0'] })).toEqual([]);
});

test('versions between two have each minor once; without an end, two minors', () => {
  expect(versionsBetween('v1.34.2', 'v1.36.1')).toEqual(['v1.34.2', 'v1.35.0', 'v1.36.1']);
  expect(versionsBetween('v1.34.2')).toEqual(['v1.34.2', 'v1.35.0', 'v1.36.0']);
  expect(versionsBetween('v1.34.2', 'v1.34.2')).toEqual(['v1.34.2']);
});
