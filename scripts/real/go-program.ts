import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

const here = new URL('.', import.meta.url).pathname;
const cache = new URL('../../.cache/real/', import.meta.url).pathname;

/** Where the programs that were built lie. */
export const bin = join(cache, 'bin');
/** Where Cluster API's CRDs and webhook manifests lie, as its modules have them. */
export const manifests = join(cache, 'cluster-api');

export interface GoProgram {
  /** The file in {@link bin}. */
  readonly name: string;
  /** The folder beside this file that has `go.mod`, `go.sum` and maybe a program. */
  readonly module: string;
  readonly package: string;
  /** What the linker writes into variables: `-X path.name=value …`. */
  readonly flags: string;
}

export function hasGo(): boolean {
  return spawnSync('go', ['version']).status === 0;
}

/** Builds a program from the Go module proxy; what is there is kept. */
export function buildProgram(program: GoProgram): void {
  const output = join(bin, program.name);
  if (existsSync(output)) return;
  const started = performance.now();
  mkdirSync(bin, { recursive: true });
  const cwd = workingModule(program.module);
  console.log(`building ${program.name} …`);
  execFileSync('go', ['build', '-mod=mod', '-o', output, '-ldflags', `-s -w ${program.flags}`, program.package], {
    cwd,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  console.log(`built ${program.name} in ${Math.round((performance.now() - started) / 1000)} s`);
}

/** The folder of a dependency's source, downloaded when it is missing. */
export function moduleFolder(module: string, dependency: string): string {
  const cwd = workingModule(module);
  execFileSync('go', ['mod', 'download', dependency], { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
  return execFileSync('go', ['list', '-mod=mod', '-m', '-f', '{{.Dir}}', dependency], { cwd, encoding: 'utf8' }).trim();
}

/** `go build -mod=mod` writes to the module file, so it works on a copy. */
function workingModule(module: string): string {
  const folder = join(cache, 'modules', module);
  cpSync(join(here, module), folder, { recursive: true });
  return folder;
}
