import { testEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import { capstanOnce } from './capstan-process.ts';

test.each([
  ['config-weaver', 'ConfigMapSync of weaver.capstan.dev/v1alpha1 and SecretSync of weaver.capstan.dev/v1alpha1'],
  ['lifecycle-sample', 'HookRecord of '],
  ['operational-readiness', 'ReadinessProfile of '],
])('run %s on a cluster where it is not installed ends with the way to install it', async (operator, kinds) => {
  await using env = await testEnv({ controlPlane: 'embedded' }); // a real one is shared, and may have it from another test

  const { code, output } = await capstanOnce(['run', operator, '--kubeconfig', env.kubeconfigPath, '--listen', '127.0.0.1:0']);

  expect(code).toBe(1);
  expect(output).toContain(`${operator} is not installed: the server does not serve ${kinds}`);
  expect(output).toContain(`capstan manifests ${operator} | kubectl apply -f -`);
  expect(output).not.toMatch(/\n\s+at |cannot watch/);
});
