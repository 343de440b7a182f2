import { expect, test } from 'vitest';
import { compareApiVersions, contractOf } from './contract.ts';

test('of the contracts a kind keeps the newest counts, and of its versions the greatest', () => {
  const labels = { 'cluster.x-k8s.io/v1beta1': 'v1beta1', 'cluster.x-k8s.io/v1beta2': 'v1alpha1_v1beta2_v1beta10_v1beta3' };

  expect(contractOf(labels)).toEqual({ contract: 'v1beta2', version: 'v1beta10' });
  expect(contractOf({ 'cluster.x-k8s.io/v1beta1': 'v1alpha4_v1' })).toEqual({ contract: 'v1beta1', version: 'v1' });
});

test('a kind without a label, or with an empty one, keeps no contract', () => {
  expect(contractOf(undefined)).toBeUndefined();
  expect(contractOf({ 'cluster.x-k8s.io/v1beta2': '', 'cluster.x-k8s.io/v1alpha4': 'v1alpha4' })).toBeUndefined();
});

test('versions are ordered by stability, then by number', () => {
  const versions = ['v1alpha1', 'v2', 'v1', 'v1beta2', 'v10beta1', 'v11', 'foo'];

  expect(versions.sort(compareApiVersions)).toEqual(['foo', 'v1alpha1', 'v1beta2', 'v10beta1', 'v1', 'v2', 'v11']);
});
