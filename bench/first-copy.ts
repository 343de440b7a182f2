import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Time from `npm start` in an empty state folder until the demo's first copy is reported, in ms. */
export async function firstCopyMs(): Promise<number> {
  const directory = await mkdtemp(join(tmpdir(), 'capstan-bench-'));
  const started = performance.now();
  const child = spawn('npm', ['start', '--silent', '--', '--listen', '127.0.0.1:0', '--data-dir', directory], {
    cwd: new URL('..', import.meta.url).pathname,
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true, // npm does not pass signals on, so the group is signalled
  });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      if (line.includes('copied ConfigMap')) return performance.now() - started;
    }
    throw new Error('npm start ended without a copy');
  } finally {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGINT');
    await exited;
    await rm(directory, { recursive: true, force: true });
  }
}
