import { durationMs } from '@capstan/schema';
import { CacheRegistry } from './cache/cache-registry.ts';
import { type Clock, systemClock } from './clock.ts';
import { withLeadership } from './leader-election.ts';
import { silentLogger } from './logger.ts';
import type { ManagerOptions } from './manager.ts';
import { pause } from './pause.ts';
import { ControllerRunner } from './reconcile/controller-runner.ts';
import { RuntimeError } from './runtime-error.ts';
import type { HealthServer } from './serving/health-server.ts';
import type { managerMetrics } from './serving/metrics.ts';
import { ServiceAccountTokens } from './tenants/service-account-tokens.ts';

/**
 * Runs controllers until `signal`. **Guarantees**: when it returns, no reconcile runs, and no timer, socket or watch of its own is
 * left. Rejects with `LeadershipLost` when another replica took the Lease.
 *
 * @example
 * await run({ client, controllers: [configMapSync], signal });
 */
export async function run(options: ManagerOptions): Promise<void> {
  const { client, controllers, signal, logger = silentLogger, clock = systemClock, observe = () => undefined } = options;
  checkNames(controllers.map(({ name }) => name));
  const { managerMetrics } = await import('./serving/metrics.ts'); // which loads prom-client
  const metrics = managerMetrics();
  const caches = new CacheRegistry({ client, logger, clock, freezeObjects: options.freezeObjects ?? false });
  const tokens = new ServiceAccountTokens(client, clock, (result) => metrics.tokenRequests.inc({ result }));
  const runners = controllers.map(
    (controller) => new ControllerRunner(controller, { client, caches, tokens, clock, logger, metrics, observe }),
  );
  await using health = options.health ? await serveHealth(options, metrics.registry, caches) : undefined;
  if (health) observe({ type: 'listening', address: health.address });

  const watching = new AbortController();
  const informers = caches.all.map((informer) => informer.run(watching.signal));
  const work = async (active: AbortSignal) => {
    if (!(await allSynced(caches, active))) return;
    observe({ type: 'ready' });
    logger.info({ controllers: controllers.map(({ name }) => name) }, 'running');
    await runAll(runners, active, { graceMs: durationMs(options.gracePeriod ?? '10s'), clock });
  };
  try {
    if (options.leaderElection) {
      const { name } = options.leaderElection;
      const tell = (leads: boolean) => metrics.leads.set({ name }, Number(leads));
      await withLeadership({ client, options: options.leaderElection, clock, logger, tell }, signal, (active) => {
        observe({ type: 'leading' });
        return work(active);
      });
    } else await work(signal);
  } finally {
    watching.abort();
    await Promise.all(informers);
  }
}

/** Runs all until `stopping`; what runs then has a while to end, and is cut off after it. */
async function runAll(
  runners: readonly ControllerRunner[],
  stopping: AbortSignal,
  { graceMs, clock }: { readonly graceMs: number; readonly clock: Clock },
): Promise<void> {
  const cut = new AbortController();
  const ended = new AbortController();
  const cutLater = () =>
    void pause(graceMs, clock, ended.signal).then(() =>
      cut.abort(new RuntimeError('the manager is stopping', { code: 'Stopped' })),
    );
  stopping.addEventListener('abort', cutLater, { once: true });
  try {
    await Promise.all(runners.map((runner) => runner.run(stopping, cut.signal)));
  } finally {
    ended.abort();
    stopping.removeEventListener('abort', cutLater);
  }
}

/** Whether all caches were complete before the signal. */
async function allSynced(caches: CacheRegistry, signal: AbortSignal): Promise<boolean> {
  const { promise: aborted, resolve } = Promise.withResolvers<void>();
  const onAbort = () => resolve();
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) resolve();
  await Promise.race([Promise.all(caches.all.map(({ synced }) => synced)), aborted]);
  signal.removeEventListener('abort', onAbort);
  return !signal.aborted;
}

async function serveHealth(
  { health }: ManagerOptions,
  registry: ReturnType<typeof managerMetrics>['registry'],
  caches: CacheRegistry,
): Promise<HealthServer> {
  const { startHealthServer } = await import('./serving/health-server.ts');
  const ready = { caches: () => caches.all.every(({ isSynced }) => isSynced) };
  return startHealthServer({ host: health?.host ?? '127.0.0.1', port: health?.port ?? 0, registry, ready });
}

function checkNames(names: readonly string[]): void {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw new RuntimeError(`two controllers are named "${twice}"`, {
      code: 'DuplicateController',
      hint: 'The name is the field manager and the label of metrics; give each its own.',
    });
}
