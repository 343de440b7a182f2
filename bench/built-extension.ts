import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import { alone } from '../scripts/build-lock.ts';

const root = new URL('../', import.meta.url).pathname;
const cache = `${root}.cache/bench/`;

/**
 * Our extension as it would be deployed: packages built, and nothing that strips types in its process, which alone
 * takes 13 MB and 40 ms.
 */
export function buildExtension(): string {
  alone(() => execFileSync(process.execPath, [`${root}scripts/build.ts`], { stdio: ['ignore', 'ignore', 'inherit'] }));
  mkdirSync(cache, { recursive: true });
  const program = `${cache}extension-server.mjs`;
  copyFileSync(new URL('./extension-server.ts', import.meta.url), program); // which has no types in it, so that it is JavaScript too
  return program;
}
