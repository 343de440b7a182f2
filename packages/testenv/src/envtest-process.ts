import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { TestEnvError } from './test-env-error.ts';

/**
 * Starts a program that ends with this process, however this process ends: a small shell waits on a pipe whose other
 * end is ours, and kills the program when the pipe closes.
 */
const guard =
  '"$@" & child=$!; (read -r _; kill "$child") <&3 >/dev/null 2>&1 & watcher=$!; wait "$child"; code=$?; kill "$watcher" 2>/dev/null; exit "$code"';

export interface ServerProcess extends AsyncDisposable {
  readonly name: string;
  /** Rejects when the program ends before it is disposed. */
  readonly failed: Promise<never>;
}

export function startServer(
  program: string,
  args: readonly string[],
  options: { readonly name: string; readonly logFile: string },
): ServerProcess {
  const child = spawn('sh', ['-c', guard, 'sh', program, ...args], { stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
  const log = createWriteStream(options.logFile);
  child.stdout?.pipe(log, { end: false });
  child.stderr?.pipe(log, { end: false });
  const { promise: failed, reject } = Promise.withResolvers<never>();
  failed.catch(() => undefined); // observed by whoever waits for readiness; a disposed server needs no observer
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  void exited.then(async () => {
    const tail = (await readFile(options.logFile, 'utf8').catch(() => '')).split('\n').slice(-15).join('\n');
    reject(new TestEnvError(`${options.name} ended before it was ready:\n${tail}`, { code: 'ControlPlaneFailed' }));
  });
  return { name: options.name, failed, [Symbol.asyncDispose]: () => stop(child, exited) };
}

async function stop(child: ChildProcess, exited: Promise<void>): Promise<void> {
  child.stdio[3]?.destroy();
  await exited;
}
