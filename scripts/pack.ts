// Builds every package and packs it as the registry would get it: `node scripts/pack.ts FOLDER`.
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { alone } from './build-lock.ts';
import { packages } from './packages.ts';

const root = new URL('../', import.meta.url).pathname;
const folder = resolve(process.argv[2] ?? '.cache/packed');
mkdirSync(folder, { recursive: true });
alone(() => {
  execFileSync(process.execPath, [join(root, 'scripts/build.ts')], { stdio: ['ignore', 'ignore', 'inherit'] });
  for (const { folder: source } of packages)
    execFileSync('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: join(root, source) });
});
