import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const cli = new URL('../packages/cli/src/main.ts', import.meta.url).pathname;

export interface CapstanProcess extends AsyncDisposable {
  readonly child: ChildProcess;
  /** All that was printed so far, both streams. */
  readonly output: () => string;
  /** Resolves with the output once it has this text; rejects with the output when the process ends first, or after 45 s or the seconds given. */
  until(text: string, seconds?: number): Promise<string>;
  /** Sends a signal and answers exit code and time. */
  end(signal?: NodeJS.Signals): Promise<{ readonly code: number | null; readonly ms: number }>;
}

/** Runs the command line as a process of its own, as a user does; `program` is an installed one. */
export function capstan(
  args: readonly string[],
  options: { readonly env?: NodeJS.ProcessEnv; readonly cwd?: string; readonly program?: string } = {},
): CapstanProcess {
  const program = options.program === undefined ? ['--conditions=@capstan/source', cli] : [options.program];
  const child = spawn(process.execPath, [...program, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1', ...options.env }, // CI would have colours in what is compared
    ...(options.cwd && { cwd: options.cwd }),
  });
  let text = '';
  const waiting = new Set<() => void>();
  const wake = () => {
    for (const check of [...waiting]) check();
  };
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      wake();
    });
  }
  let hasEnded = false; // and all that it printed is here, which is not so yet where there is an exit code
  const exited = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  void exited.then(() => {
    hasEnded = true;
    wake();
  });
  const until = (wanted: string, seconds = 45) => {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const fail = (why: string) => reject(new Error(`${why} before "${wanted}" was printed:\n${text}`));
    const timeout = AbortSignal.timeout(seconds * 1_000);
    const onTimeout = () => fail(`${seconds} s went by`);
    const check = () => {
      if (text.includes(wanted)) resolve(text);
      else if (hasEnded) fail('the process ended');
    };
    waiting.add(check);
    timeout.addEventListener('abort', onTimeout);
    check();
    return promise.finally(() => {
      waiting.delete(check);
      timeout.removeEventListener('abort', onTimeout);
    });
  };
  const end = async (signal: NodeJS.Signals = 'SIGINT') => {
    const started = performance.now();
    child.kill(signal);
    return { code: await exited, ms: performance.now() - started };
  };
  return {
    child,
    output: () => text,
    until,
    end,
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode === null && child.signalCode === null) await end('SIGKILL');
    },
  };
}

/** Runs a command to its end. */
export async function capstanOnce(
  args: readonly string[],
  options: { readonly env?: NodeJS.ProcessEnv } = {},
): Promise<{ readonly code: number | null; readonly output: string }> {
  await using running = capstan(args, options);
  const code = await new Promise<number | null>((resolve) => running.child.once('close', resolve));
  return { code, output: running.output() };
}

export async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'capstan-e2e-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
