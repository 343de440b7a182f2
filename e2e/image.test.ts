import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const execute = promisify(execFile);
const root = new URL('..', import.meta.url).pathname;
const tag = 'capstan-e2e:test';

/** Why the image can't be built here; `undefined` when it can. */
function missing(): string | undefined {
  if (spawnSync('docker', ['version'], { timeout: 10_000 }).status !== 0) return 'no Docker Engine answers';
  return spawnSync('apt-get', ['--version']).status === 0
    ? undefined
    : 'the base is made of Debian packages, and there is no apt-get';
}

const reason = missing();
if (reason) console.log(`SKIPPED: the container image: ${reason}`);

test.skipIf(reason !== undefined)(
  'the image runs the command as nobody, without network and on a read-only file system',
  async () => {
    await execute(process.execPath, ['scripts/image.ts', '--base', 'debian', '--tag', tag], { cwd: root });
    const isolation = ['--pull=never', '--network=none', '--read-only', '--cap-drop=ALL', '--security-opt=no-new-privileges'];

    const { stdout } = await execute('docker', ['run', '--rm', ...isolation, tag, 'version', '--output', 'json']);
    const user = await execute('docker', ['inspect', '--format', '{{.Config.User}}', tag]);
    await execute('docker', ['image', 'rm', tag]);

    expect(JSON.parse(stdout)).toMatchObject({ capstan: '0.1.0' });
    expect(user.stdout.trim()).toBe('65532:65532');
  },
  300_000,
);
