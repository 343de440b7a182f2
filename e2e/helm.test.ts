import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ClusterRoleBinding, Deployment } from '@capstan/schema';
import { testEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { capstanOnce, temporaryFolder } from './capstan-process.ts';

const execute = promisify(execFile);
const built = new URL('../.cache/real/bin/helm', import.meta.url).pathname;
const helm = existsSync(built) ? built : 'helm';
const missing = spawnSync(helm, ['version'], { timeout: 10_000 }).status !== 0;
if (missing)
  console.log("SKIPPED: charts with the real Helm: there is none on the PATH; 'npm run real:install -- --tools' builds one");

interface Object {
  readonly kind: string;
  readonly metadata: { readonly name: string };
}

const objectsOf = (text: string) =>
  parseAllDocuments(text)
    .map((document) => document.toJS() as Object | null)
    .filter((object) => object !== null)
    .filter(({ kind }) => kind !== 'CustomResourceDefinition' && kind !== 'Namespace')
    .toSorted((a, b) => `${a.kind}/${a.metadata.name}`.localeCompare(`${b.kind}/${b.metadata.name}`));

test.skipIf(missing).each(['config-weaver', 'lifecycle-sample'])(
  'the chart of %s renders to the very manifests that it is made of',
  async (operator) => {
    await using folder = await temporaryFolder();
    const chart = join(folder.path, operator);
    await capstanOnce(['manifests', operator, '--helm-chart', chart]);

    const manifests = await execute(
      process.execPath,
      ['--conditions=@capstan/source', 'packages/cli/src/main.ts', 'manifests', operator, '-n', 'hooks', '--image', 'mine:1'],
      { cwd: new URL('..', import.meta.url).pathname },
    );
    const values = ['image.repository=mine', 'image.tag=1', 'image.pullPolicy='].flatMap((value) => ['--set', value]);
    const rendered = await execute(helm, ['template', 'x', chart, '-n', 'hooks', '--kube-version', '1.36.0', ...values]);

    const withoutPullPolicy = rendered.stdout.replace(/^ *imagePullPolicy: *\n/gm, '');
    expect(objectsOf(withoutPullPolicy)).toEqual(objectsOf(manifests.stdout));
    expect(objectsOf(rendered.stdout).length).toBeGreaterThan(3);
  },
);

test.skipIf(missing)('what is named for a chart is its default, and values win over it', async () => {
  await using folder = await temporaryFolder();
  const chart = join(folder.path, 'chart');
  const digest = `sha256:${'a'.repeat(64)}`;
  const named = ['-n', 'hooks', '--image', `mine@${digest}`];
  await capstanOnce(['manifests', 'lifecycle-sample', '--helm-chart', chart, ...named]);
  const render = async (...values: readonly string[]) => {
    const sets = values.flatMap((value) => ['--set', value]);
    const { stdout } = await execute(helm, ['template', 'x', chart, '-n', 'elsewhere', '--kube-version', '1.36.0', ...sets]);
    return stdout;
  };

  const rendered = await render();
  const changed = await render('namespace=', 'image.digest=', 'image.tag=2');

  expect(rendered).toContain(`image: mine@${digest}`);
  expect(rendered).toContain('namespace: hooks');
  expect(rendered).not.toContain('elsewhere');
  expect(changed).toContain('image: mine:2');
  expect(changed).toContain('namespace: elsewhere');
});

test.skipIf(missing)('helm installs config-weaver, and takes it away again', async () => {
  await using env = await testEnv();
  await using folder = await temporaryFolder();
  const chart = join(folder.path, 'chart');
  await capstanOnce(['manifests', 'config-weaver', '--helm-chart', chart]);
  const namespace = await env.namespace();
  const run = (...args: readonly string[]) =>
    execute(helm, [...args, '--namespace', namespace, '--kubeconfig', env.kubeconfigPath], {
      env: { ...process.env, HELM_CACHE_HOME: folder.path, HELM_CONFIG_HOME: folder.path, HELM_DATA_HOME: folder.path },
    });

  await run('install', 'config-weaver', chart, '--set', 'image.repository=registry.example.com/capstan');
  const { spec } = await env.client.get(Deployment, { name: 'config-weaver', namespace });
  const binding = await env.client.get(ClusterRoleBinding, { name: 'config-weaver' });
  await run('uninstall', 'config-weaver');

  expect(spec?.template?.spec?.containers?.[0]?.image).toBe('registry.example.com/capstan:0.1.0');
  expect(binding.subjects?.[0]?.namespace).toBe(namespace);
  expect(await env.client.find(Deployment, { name: 'config-weaver', namespace })).toBeUndefined();
});

test('a chart is not written over what is there', async () => {
  await using folder = await temporaryFolder();
  await capstanOnce(['manifests', 'config-weaver', '--helm-chart', folder.path]);

  const { code, output } = await capstanOnce(['manifests', 'config-weaver', '--helm-chart', folder.path]);

  expect(code).toBe(1);
  expect(output).toContain('is not empty');
});
