import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BareWrites } from './bare-writer.ts';
import type { Contender } from './control-planes.ts';
import { allCopies, nextRound } from './weaver-load.ts';

/** The writes of a fan-out with nothing before, between and behind them. */
export interface BareWriter extends AsyncDisposable {
  /** From the order to the last write that a watch shows, in ms: measured as the operator's copies are. */
  write(count: number): Promise<number>;
}

export async function startBareWriter({ client, kubeconfig }: Contender): Promise<BareWriter> {
  await using made = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), 'capstan-bench-'));
  made.defer(() => rm(directory, { recursive: true, force: true }));
  const path = join(directory, 'kubeconfig');
  await writeFile(path, kubeconfig, { mode: 0o600 });
  const program = new URL('bare-writer.ts', import.meta.url).pathname;
  const child = fork(program, [path], { execArgv: ['--conditions=@capstan/source'] });
  made.defer(async () => {
    const exited = once(child, 'exit');
    child.disconnect();
    await exited;
  });
  await once(child, 'message');
  const stack = made.move();
  return {
    write: async (count) => {
      const order: BareWrites = { count, round: nextRound() };
      const copies = allCopies(client, { labels: { 'bench.capstan.dev/bare': 'true' }, count, round: order.round });
      await copies.listed;
      const started = performance.now();
      const answered = once(child, 'message');
      child.send(order);
      await copies.complete;
      const ms = performance.now() - started;
      await answered; // the last answer may come after the watch's last event
      return ms;
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
