// Builds every package into its `dist`: JavaScript, types, and the generated data beside them.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, rmSync } from 'node:fs';
import { packages } from './packages.ts';

const root = new URL('../', import.meta.url).pathname;
for (const { name, folder } of packages) {
  const started = performance.now();
  rmSync(`${root}${folder}/dist`, { recursive: true, force: true });
  execFileSync(`${root}node_modules/.bin/tsc`, ['-p', `${root}${folder}`], { stdio: 'inherit' });
  const generated = `${root}${folder}/src/generated`;
  if (existsSync(generated))
    cpSync(generated, `${root}${folder}/dist/generated`, { recursive: true, filter: (path) => !path.endsWith('.ts') });
  console.log(`${name} built in ${Math.round(performance.now() - started)} ms`);
}
