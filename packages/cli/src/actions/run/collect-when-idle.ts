import { Session } from 'node:inspector';

/** Parts of the time that the event loop was busy. */
const isBusy = 0.05;
const isIdle = 0.02;

/**
 * Gives back what work has left behind, once after each time of work. V8 collects when it needs room, so an operator that has nothing
 * to do would keep the garbage of its last work, a fifth of its memory, for as long as nothing happens. Costs a pause of tens of
 * milliseconds when nobody waits.
 */
export function collectWhenIdle({ signal, everyMs = 10_000 }: { readonly signal: AbortSignal; readonly everyMs?: number }): void {
  let before = performance.eventLoopUtilization();
  let worked = true; // to start is work
  const timer = setInterval(() => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, before);
    before = now;
    if (utilization > isBusy) worked = true;
    if (!worked || utilization > isIdle) return;
    worked = false;
    collect();
  }, everyMs).unref();
  signal.addEventListener('abort', () => clearInterval(timer), { once: true });
}

function collect(): void {
  const session = new Session();
  session.connect();
  // From within the answer it would block for ever.
  session.post('HeapProfiler.collectGarbage', () => setImmediate(() => session.disconnect()));
}
