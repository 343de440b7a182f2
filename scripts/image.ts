// Builds the container image with the local Docker Engine: `npm run image -- [--tag NAME] [--base debian|IMAGE]`.
// `--base debian` makes the base from Debian's packages and npm's Node, where no registry of images can be reached.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const root = new URL('../', import.meta.url).pathname;
const { version } = JSON.parse(readFileSync(join(root, 'packages/cli/package.json'), 'utf8')) as { version: string };
const { values } = parseArgs({
  options: { tag: { type: 'string', default: `capstan:${version}` }, base: { type: 'string', default: '' } },
});
/** Libraries that Node is linked to. */
const baseLibraries = ['libc6', 'libgcc-s1', 'libstdc++6'];

const engine = spawnSync('docker', ['version', '--format', '{{.Server.Version}}'], { encoding: 'utf8' });
if (engine.status !== 0) {
  console.error(`no Docker Engine answers: ${(engine.stderr || String(engine.error)).trim()}`);
  console.error('Start one, or point DOCKER_HOST at one.');
  process.exitCode = 3;
} else {
  const work = mkdtempSync(join(tmpdir(), 'capstan-image-'));
  try {
    build(work);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function build(work: string): void {
  const context = join(work, 'context');
  installInto(join(context, 'app'));
  cpSync(join(root, 'image/Containerfile'), join(context, 'Containerfile'));
  const base = values.base === 'debian' ? debianBase(join(work, 'base')) : values.base;
  const args = ['build', '--tag', values.tag, '--file', join(context, 'Containerfile')];
  run('docker', [...args, ...(base === '' ? [] : ['--build-arg', `BASE=${base}`]), context], root);
  console.log(`built ${values.tag}`);
}

/** What a user gets from the registry: the packed packages with what they need in production. */
function installInto(app: string): void {
  mkdirSync(app, { recursive: true });
  run(process.execPath, [join(root, 'scripts/pack.ts'), app], root);
  const tarballs = readdirSync(app).filter((name) => name.endsWith('.tgz'));
  writeFileSync(join(app, 'package.json'), '{ "name": "capstan-image", "private": true }\n');
  run(
    'npm',
    ['install', '--omit=dev', '--no-audit', '--no-fund', '--no-package-lock', ...tarballs.map((name) => `./${name}`)],
    app,
  );
  for (const name of tarballs) rmSync(join(app, name));
}

/** A root file system of libc, libstdc++ and Node, imported as an image; answers its name. */
function debianBase(folder: string): string {
  const rootfs = join(folder, 'rootfs');
  mkdirSync(join(rootfs, 'usr/local/bin'), { recursive: true });
  mkdirSync(join(rootfs, 'etc'));
  mkdirSync(join(rootfs, 'tmp'), { mode: 0o1777 });
  execFileSync('chmod', ['1777', join(rootfs, 'tmp')]); // mkdir takes the umask off
  // Downloads as root drop to another user, who cannot write here; the option keeps apt quiet about it.
  run('apt-get', ['download', '-qq', '-o', 'APT::Sandbox::User=root', ...baseLibraries], folder);
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.deb')))
    run('dpkg-deb', ['-x', join(folder, name), rootfs], folder);
  cpSync(join(root, 'node_modules/node/bin/node'), join(rootfs, 'usr/local/bin/node'));
  writeFileSync(join(rootfs, 'etc/passwd'), 'root:x:0:0::/:/sbin/nologin\nnonroot:x:65532:65532::/tmp:/sbin/nologin\n');
  const archive = join(folder, 'rootfs.tar');
  run('tar', ['--owner=0', '--group=0', '-cf', archive, '-C', rootfs, '.'], folder);
  const name = 'capstan-base:debian';
  run('docker', ['import', '--change', 'ENV PATH=/usr/local/bin:/usr/bin:/bin', archive, name], folder);
  return name;
}

function run(command: string, args: readonly string[], cwd: string): void {
  execFileSync(command, args, {
    cwd,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, DOCKER_BUILDKIT: process.env['DOCKER_BUILDKIT'] ?? '0' },
  });
}
