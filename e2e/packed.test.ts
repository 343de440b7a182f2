import { execFile, spawnSync } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { temporaryFolder } from './capstan-process.ts';

const execute = promisify(execFile);
const root = new URL('..', import.meta.url).pathname;

/** Why packages can't be installed here; `undefined` when they can. */
const registryMissing =
  spawnSync('npm', ['view', 'yaml', 'version'], { timeout: 20_000 }).status === 0
    ? undefined
    : 'the package registry cannot be reached';
if (registryMissing) console.log(`SKIPPED: installing the packed packages: ${registryMissing}`);

test.skipIf(registryMissing !== undefined)(
  'the packed packages install, run and type-check outside the repository',
  async () => {
    await using folder = await temporaryFolder();
    await execute(process.execPath, [join(root, 'scripts/pack.ts'), folder.path]);
    const tarballs = (await readdir(folder.path)).filter((name) => name.endsWith('.tgz'));
    const manifest = {
      name: 'user',
      private: true,
      type: 'module',
      dependencies: { typescript: await versionOf('typescript'), '@types/node': await versionOf('@types/node') },
    };
    await writeFile(join(folder.path, 'package.json'), JSON.stringify(manifest));
    await execute('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', ...tarballs.map((name) => `./${name}`)], {
      cwd: folder.path,
      timeout: 150_000,
    });
    await writeFile(join(folder.path, 'user.ts'), userProgram);
    await writeFile(
      join(folder.path, 'tsconfig.json'),
      JSON.stringify({
        compilerOptions: {
          strict: true,
          module: 'nodenext',
          target: 'es2024',
          noEmit: true,
          types: ['node'],
          lib: ['es2024', 'esnext.disposable'],
        },
        files: ['user.ts'],
      }),
    );

    const version = await execute(process.execPath, ['node_modules/.bin/capstan', 'version', '--output', 'json'], {
      cwd: folder.path,
    });
    await execute(process.execPath, ['node_modules/.bin/tsc', '-p', '.'], { cwd: folder.path });
    const run = await execute(process.execPath, ['--experimental-strip-types', 'user.ts'], { cwd: folder.path });

    expect(JSON.parse(version.stdout)).toMatchObject({ capstan: '0.1.0' });
    expect(run.stdout.trim()).toBe('blue');
  },
  240_000,
);

test('on a Node that is too old, the command says which one is needed', async () => {
  const source = await readFile(join(root, 'packages/cli/bin/capstan.js'), 'utf8');
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'capstan.mjs');
  // The guard runs as it is; only the version it reads is an older one.
  await writeFile(path, source.replace('process.versions.node.split', "'20.11.0'.split"));

  const { status, stderr } = spawnSync(process.execPath, [path], { encoding: 'utf8' });

  expect(status).toBe(1);
  expect(stderr).toContain('needs Node 24 or newer');
  expect(stderr).not.toMatch(/\n\s+at /);
});

const userProgram = `
import { ConfigMap, defineResource, t } from '@capstan/schema';
import { controller, done } from '@capstan/runtime';
import { testEnv } from '@capstan/testenv';

const Paint = defineResource({ group: 'demo.example.com', version: 'v1', kind: 'Paint', scope: 'Namespaced', spec: t.object({ color: t.string() }) });
const paint = controller({
  name: 'paint',
  for: Paint,
  writes: [ConfigMap],
  async reconcile(object, ctx) {
    const { name, namespace = '' } = object.metadata;
    await ctx.apply(ConfigMap, { metadata: { name, namespace }, data: { color: object.spec.color } });
    return done();
  },
});
await using env = await testEnv({ resources: [Paint], controllers: [paint] });
const namespace = await env.namespace();
await env.client.create(Paint, { metadata: { name: 'wall', namespace }, spec: { color: 'blue' } });
const made = await env.eventually(ConfigMap, { name: 'wall', namespace }, () => true);
console.log(made.data?.['color']);
`;

async function versionOf(name: string): Promise<string> {
  const { version } = JSON.parse(await readFile(join(root, 'node_modules', name, 'package.json'), 'utf8')) as {
    readonly version: string;
  };
  return version;
}
