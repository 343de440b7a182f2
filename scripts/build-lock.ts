import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const lock = new URL('../.cache/build.lock/', import.meta.url).pathname;

/** Runs while no other process of this repository builds: builds begin by emptying `dist`. */
export function alone(work: () => void): void {
  mkdirSync(join(lock, '..'), { recursive: true });
  while (!taken()) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  try {
    work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

function taken(): boolean {
  try {
    mkdirSync(lock);
  } catch {
    if (!holderLives()) rmSync(lock, { recursive: true, force: true });
    return false;
  }
  writeFileSync(join(lock, 'pid'), String(process.pid));
  return true;
}

/** A process that was killed leaves its lock behind. */
function holderLives(): boolean {
  try {
    process.kill(Number(readFileSync(join(lock, 'pid'), 'utf8')), 0);
    return true;
  } catch (error) {
    // Between the folder and the file there is a moment in which nobody's name is in it.
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}
