import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';

const source = new URL('peers/', import.meta.url).pathname;
const cache = new URL('../.cache/bench/', import.meta.url).pathname;

/** Programs of `peers/`: a runtime extension on upstream's server package, and what puts load on extensions. */
export interface GoPeers {
  readonly extension: string;
  readonly load: string;
}

/** Builds the peers, or answers why that can't be. */
export function buildPeers(): GoPeers | { readonly missing: string } {
  if (spawnSync('go', ['version']).status !== 0)
    return { missing: 'there is no Go on the PATH to build the peer and the load with' };
  mkdirSync(cache, { recursive: true });
  execFileSync('go', ['build', '-buildvcs=false', '-o', cache, './extension', './load'], { cwd: source, stdio: 'inherit' });
  return { extension: `${cache}extension`, load: `${cache}load` };
}
