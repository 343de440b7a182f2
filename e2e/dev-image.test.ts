import { execFile, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { Deployment } from '@capstan/schema';
import { type TestEnv, testEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import { type CapstanProcess, capstan } from './capstan-process.ts';
import { startImageRegistry } from './image-registry.ts';
import { saveWhole } from './save-whole.ts';

const execute = promisify(execFile);
const cache = new URL('../.cache/', import.meta.url).pathname;
const source = (message: string) => `import { extension, hook, proceed } from '@capstan/capi';
export const gates = extension({ name: 'gates', handlers: [hook('BeforeClusterCreate', {}, () => proceed('${message}'))] });
`;

const missing = spawnSync('docker', ['version'], { timeout: 10_000 }).status === 0 ? undefined : 'no Docker Engine answers';
if (missing) console.log(`SKIPPED: images of capstan dev: ${missing}`);

test('a build that is interrupted ends without a complaint', async () => {
  await using env = await testEnv();
  const namespace = await env.namespace();
  await using project = await makeProject();
  await makeDeployment(env, namespace);
  await using dev = await devWith('echo "engine: $1"; [ "$1" = --version ] || exec sleep 60', { env, namespace, project });
  await dev.until('engine: build');
  const { code } = await dev.end();

  expect({ code, output: dev.output() }).toEqual({ code: 0, output: 'engine: build\n' });
});

test('a build whose Deployment is gone says so, and the next change is waited for', async () => {
  await using env = await testEnv();
  const namespace = await env.namespace();
  await using project = await makeProject();
  await makeDeployment(env, namespace);
  await using dev = await devWith('exit 0', { env, namespace, project });
  await dev.until('after ');
  await env.client.delete(Deployment, { name: 'gates', namespace });
  await env.eventuallyGone(Deployment, { name: 'gates', namespace });

  await project.save(source('two'));
  const output = await dev.until('waiting for the next change');
  await makeDeployment(env, namespace);
  await project.save(source('three'));
  const image = await env.eventually(Deployment, { name: 'gates', namespace }, ({ spec }) =>
    /dev-/.test(spec?.template.spec?.containers[0]?.image ?? ''),
  );

  expect(output).toContain('deployments.apps "gates" not found');
  expect(image.spec?.template.spec?.containers[0]?.image).toMatch(/^localhost\/gates:dev-\d+$/);
  expect((await dev.end()).code).toBe(0);
});

test.skipIf(missing !== undefined)('each save is built, pushed, and run by the Deployment', async () => {
  await using env = await testEnv();
  await using registry = await startImageRegistry();
  const namespace = await env.namespace();
  await using project = await makeProject();
  await makeDeployment(env, namespace);
  const image = `${registry.address}/gates`;
  const target = ['--kubeconfig', env.kubeconfigPath, '--namespace', namespace, '--image', image];
  const runs = (count: number) =>
    env.eventually(Deployment, { name: 'gates', namespace }, ({ spec }) => {
      const tag = registry.images[count - 1];
      return tag !== undefined && spec?.template.spec?.containers[0]?.image === `${registry.address}/${tag}`;
    });
  await using cleanUp = new AsyncDisposableStack();
  cleanUp.defer(() => removeImages(registry.images.map((name) => `${registry.address}/${name}`)));

  await using dev = capstan(['dev', project.folder, ...target]);
  await runs(1);
  await dev.until('after ');
  await project.save(source('two'));
  await runs(2);

  expect(new Set(registry.images).size).toBe(2);
  expect((await dev.end()).code).toBe(0);
});

/** `capstan dev --image` with a container engine that is a script. */
async function devWith(
  engine: string,
  at: { readonly env: TestEnv; readonly namespace: string; readonly project: { readonly folder: string } },
): Promise<CapstanProcess> {
  const { folder } = at.project;
  await writeFile(join(folder, 'docker'), `#!/bin/sh\n${engine}\n`, { mode: 0o755 });
  const target = ['--kubeconfig', at.env.kubeconfigPath, '--namespace', at.namespace, '--image', 'localhost/gates'];
  return capstan(['dev', folder, ...target], { env: { PATH: `${folder}${delimiter}${process.env['PATH']}` } });
}

interface Project extends AsyncDisposable {
  readonly folder: string;
  save(source: string): Promise<void>;
}

async function makeProject(): Promise<Project> {
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'dev-image-'));
  const save = (text: string) => saveWhole(join(folder, 'extension.ts'), text);
  await save(source('one'));
  await writeFile(join(folder, 'Containerfile'), 'FROM scratch\nCOPY extension.ts /\n'); // nothing runs it here
  return { folder, save, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

async function makeDeployment(env: TestEnv, namespace: string): Promise<void> {
  const labels = { app: 'gates' };
  const template = { metadata: { labels }, spec: { containers: [{ name: 'gates', image: 'none' }] } };
  await env.client.create(Deployment, {
    metadata: { name: 'gates', namespace },
    spec: { selector: { matchLabels: labels }, template },
  });
}

async function removeImages(images: readonly string[]): Promise<void> {
  await execute('docker', ['image', 'rm', '--force', ...images]);
}
