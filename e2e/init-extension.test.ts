import { execFile, spawnSync } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { clusterApiCrds, ExtensionConfig } from '@capstan/capi';
import { CustomResourceDefinition, Deployment, PodDisruptionBudget, Role } from '@capstan/schema';
import { testEnv, untilDiscovered } from '@capstan/testenv';
import { expect, test } from 'vitest';
import { capstan, capstanOnce, temporaryFolder } from './capstan-process.ts';
import { kubectlFor, kubectlMissing } from './kubectl.ts';

const execute = promisify(execFile);
const root = new URL('..', import.meta.url).pathname;
/** npm's scripts take the node of the PATH, which may be an older one. */
const env = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env['PATH']}` };

/** Why packages can't be installed here; `undefined` when they can. */
const registryMissing =
  spawnSync('npm', ['view', 'yaml', 'version'], { timeout: 20_000 }).status === 0
    ? undefined
    : 'the package registry cannot be reached';
if (registryMissing) console.log(`SKIPPED: installing what capstan init wrote: ${registryMissing}`);

test.skipIf(registryMissing !== undefined)(
  'a project begun with capstan init installs from packed packages, passes its tests, and capstan hooks verify',
  async () => {
    await using folder = await temporaryFolder();
    const packed = join(folder.path, 'packed');
    const project = join(folder.path, 'gates');
    await execute(process.execPath, [join(root, 'scripts/pack.ts'), packed]);

    const init = await capstanOnce(['init', 'extension', 'upgrade-gates', '--dir', project, '--packages', packed]);
    await execute('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline'], { cwd: project, env, timeout: 150_000 });
    const tests = await execute('npm', ['test'], { cwd: project, env });
    await execute('npm', ['run', 'check'], { cwd: project, env });
    const installed = { program: join(project, 'node_modules/capstan/bin/capstan.js'), cwd: project };
    await using dev = capstan(['dev', '--listen', '127.0.0.1:0', '--no-lifecycle'], installed);
    const [url = ''] = /https:\/\/[\d.:]+/.exec(await dev.until('watching')) ?? [];
    const verify = ['hooks', 'verify', '--url', url, '--ca', join('.capstan', 'dev', 'upgrade-gates', 'ca.crt')];
    const verdict = await execute(process.execPath, [installed.program, ...verify], { cwd: project });

    expect(init).toMatchObject({ code: 0, output: expect.stringContaining('upgrade-gates is in') });
    expect(tests.stdout).toMatch(/pass 3\n/);
    expect(verdict.stdout).not.toMatch(/\bfail\b(?!ed)/);
  },
  300_000,
);

test.skipIf(kubectlMissing !== undefined)(
  'its manifests are taken by an API server, for either kind of certificate',
  async () => {
    await using env = await testEnv();
    for (const crd of clusterApiCrds({ groups: ['runtime.cluster.x-k8s.io'] }))
      await env.client.apply(CustomResourceDefinition, crd as never, { force: true }); // manifests are plain JSON
    // kubectl looks for a kind among those that are announced, which is a moment after it is established.
    await untilDiscovered(env.client, [ExtensionConfig]);
    await using folder = await temporaryFolder();
    const project = join(folder.path, 'upgrade-gates');
    await capstanOnce(['init', 'extension', 'upgrade-gates', '--dir', project]);
    const kubectl = kubectlFor(env.kubeconfigPath);

    await kubectl(`apply -k ${join(project, 'manifests/overlays/selfmanaged')}`);
    const withCertManager = await kubectl(`kustomize ${join(project, 'manifests/overlays/certmanager')}`);

    const ref = { name: 'upgrade-gates', namespace: 'upgrade-gates-system' };
    const deployment = await env.client.get(Deployment, ref);
    const config = await env.client.get(ExtensionConfig, { name: ref.name });
    expect(deployment.spec?.template.spec?.containers[0]).toMatchObject({
      name: ref.name,
      image: 'localhost:5001/upgrade-gates:dev',
    });
    expect(config.spec.clientConfig.service).toMatchObject(ref);
    expect((await env.client.get(PodDisruptionBudget, ref)).spec?.selector?.matchLabels).toEqual(
      deployment.spec?.selector.matchLabels,
    );
    expect(await env.client.find(Role, { ...ref, name: 'upgrade-gates-certificate' })).toBeDefined();
    expect(withCertManager).toContain('inject-ca-from-secret: upgrade-gates-system/upgrade-gates-certificate');
    expect(withCertManager).not.toContain('my-extension');
    await kubectl(`delete -k ${join(project, 'manifests/overlays/selfmanaged')} --wait=false --ignore-not-found`);
  },
);

test('nothing of the template keeps its name, and the versions are of this capstan', async () => {
  await using folder = await temporaryFolder();
  const project = join(folder.path, 'gates');

  await capstanOnce(['init', 'extension', 'gates', '--dir', project]);

  const files = (await readdir(project, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const texts = await Promise.all(files.map((entry) => readFile(join(entry.parentPath, entry.name), 'utf8')));
  expect(files.map(({ name }) => name)).toEqual(expect.arrayContaining(['.gitignore', 'Containerfile', 'launch.json']));
  expect(texts.filter((text) => text.includes('my-extension'))).toEqual([]);
  expect(JSON.parse(await readFile(join(project, 'package.json'), 'utf8'))).toMatchObject({
    name: 'gates',
    dependencies: { '@capstan/capi': '0.1.0' },
    devDependencies: { capstan: '0.1.0' },
  });
});

test('a bad name, a folder with something in it, and a folder without packages are refused', async () => {
  await using folder = await temporaryFolder();
  await writeFile(join(folder.path, 'mine.txt'), 'mine');
  const init = (...args: readonly string[]) => capstanOnce(['init', 'extension', ...args]);

  expect(await init('Gates', '--dir', join(folder.path, 'a'))).toMatchObject({
    code: 1,
    output: expect.stringContaining('"Gates" cannot be the name of an extension'),
  });
  expect(await init('gates', '--dir', folder.path)).toMatchObject({
    code: 1,
    output: expect.stringContaining('is there, and is not an empty folder'),
  });
  expect(await init('gates', '--dir', join(folder.path, 'b'), '--packages', folder.path)).toMatchObject({
    code: 1,
    output: expect.stringContaining('there are no packed packages'),
  });
  expect(await readdir(folder.path)).toEqual(['mine.txt']);
});
