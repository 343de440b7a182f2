import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../test-support/serving.ts';
import { directoryKeep } from './certificates/certificate-keep.ts';
import { renewCertificates } from './certificates/own-authority.ts';

test('a server that answers calls has loaded no library but those that patches and versions need', async () => {
  await using folder = await temporaryFolder();
  const { save } = await directoryKeep(folder.path).load(AbortSignal.timeout(60_000));
  await save(await renewCertificates({}, ['127.0.0.1'], Date.now()));
  const program = new URL('../test-support/loaded-packages.ts', import.meta.url).pathname;

  const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=@capstan/source', program, folder.path]);

  expect(JSON.parse(stdout)).toEqual(['fast-json-patch', 'semver']);
});
