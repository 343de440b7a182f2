import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { TestEnvError } from './test-env-error.ts';

/**
 * Starts a program that ends with this process, however this process ends: a small shell waits on a pipe whose other
 * end is ours, kills the program when the pipe closes, and removes its folder when nobody else is left to do so.
 */
const guard = `
"$@" & child=$!
(read -r _; kill "$child") <&3 >/dev/null 2>&1 & watcher=$!
wait "$child"; code=$?
kill "$watcher" 2>/dev/null
kill -0 "$PPID" 2>/dev/null || rm -rf "$SERVER_FOLDER"
exit "$code"`;

export interface ServerProcess extends AsyncDisposable {
  readonly name: string;
  /** Rejects when the program ends before it is disposed. */
  readonly failed: Promise<never>;
}

export interface ServerProcessOptions {
  /** What it is called in errors; its log is `<name>.log` in the folder. */
  readonly name: string;
  /** A folder of its caller's own; removed by the guard when this process dies without disposing. */
  readonly folder: string;
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Starts a program that runs until it is disposed, or until this process ends, however it ends.
 * It does not keep this process from ending.
 */
export function startServer(program: string, args: readonly string[], options: ServerProcessOptions): ServerProcess {
  const logFile = join(options.folder, `${options.name}.log`);
  const child = spawn('sh', ['-c', guard, 'sh', program, ...args], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...options.env, SERVER_FOLDER: options.folder },
  });
  const log = createWriteStream(logFile);
  child.stdout?.pipe(log, { end: false });
  child.stderr?.pipe(log, { end: false });
  const { promise: failed, reject } = Promise.withResolvers<never>();
  failed.catch(() => undefined); // observed by whoever waits for readiness; a disposed server needs no observer
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  void exited.then(async () => {
    const tail = (await readFile(logFile, 'utf8').catch(() => '')).split('\n').slice(-15).join('\n');
    reject(new TestEnvError(`${options.name} ended by itself:\n${tail}`, { code: 'ControlPlaneFailed' }));
  });
  keepAlive(child, false);
  return { name: options.name, failed, [Symbol.asyncDispose]: () => stop(child, exited) };
}

/** Whether the program keeps this process from ending by itself. */
function keepAlive(child: ChildProcess, wanted: boolean): void {
  // Pipes of a child are sockets, which the types of `stdio` do not say.
  for (const handle of [child, ...(child.stdio as readonly (Socket | null)[])]) {
    if (wanted) handle?.ref();
    else handle?.unref();
  }
}

async function stop(child: ChildProcess, exited: Promise<void>): Promise<void> {
  keepAlive(child, true);
  child.stdio[3]?.destroy();
  await exited;
}
