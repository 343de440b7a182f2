import path from 'node:path';
import { expect, test } from 'vitest';
import { testAuthority } from '../test-support/certificates.ts';
import { temporaryFolder } from '../test-support/temporary-folder.ts';
import { inClusterConfig } from './in-cluster-config.ts';
import type { KubeconfigError } from './kubeconfig-error.ts';

async function failure(promise: Promise<unknown>): Promise<KubeconfigError> {
  return promise.then(
    () => Promise.reject(new Error('it did not fail')),
    (error) => error,
  );
}

test('in a pod, the mounted files say where the server is and who asks', async () => {
  await using folder = await temporaryFolder();
  await folder.write('ca.crt', testAuthority);
  await folder.write('token', 'mounted');
  await folder.write('namespace', 'shop\n');

  const config = await inClusterConfig({ host: 'fd00::1', port: '443', directory: folder.path });

  expect(config).toEqual({
    server: 'https://[fd00::1]:443',
    certificateAuthority: testAuthority,
    authentication: { type: 'tokenFile', path: path.join(folder.path, 'token') },
    defaultNamespace: 'shop',
  });
});

test('outside a pod, or in one without a mounted token, inClusterConfig says so', async () => {
  await using folder = await temporaryFolder();

  expect(await failure(inClusterConfig({ host: undefined, port: undefined }))).toMatchObject({ code: 'NotInCluster' });
  expect(await failure(inClusterConfig({ host: 'a', port: '1', directory: folder.path }))).toMatchObject({
    code: 'NotInCluster',
    file: path.join(folder.path, 'ca.crt'),
    hint: expect.stringContaining('automountServiceAccountToken'),
  });
});
