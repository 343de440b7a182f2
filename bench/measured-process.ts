import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** The clock ticks of `/proc/PID/stat`; Linux has had this one for all programs since 2.6. */
const tickMs = 10;

/** A program of ours, with what it costs. */
export interface MeasuredProcess extends AsyncDisposable {
  /** Rejects when it ends by itself. */
  readonly failed: Promise<never>;
  /** Processor time it has used, in ms. */
  cpuMs(): number;
  residentMegabytes(): number;
}

export function startMeasured(program: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): MeasuredProcess {
  const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'], env });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const failed = exited.then(() => Promise.reject(new Error(`${program} ended by itself`)));
  failed.catch(() => undefined); // seen by whoever waits for its first answer
  return {
    failed,
    cpuMs: () => {
      const [, fields = ''] = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ');
      const [user = '0', system = '0'] = fields.split(' ').slice(11, 13);
      return (Number(user) + Number(system)) * tickMs;
    },
    residentMegabytes: () => Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? 0) / 1024,
    [Symbol.asyncDispose]: () => end(child, exited),
  };
}

async function end(child: ChildProcess, exited: Promise<void>): Promise<void> {
  child.kill('SIGTERM');
  await exited;
}
