import { CapiError, compareKubernetesVersions, createHookRegistry, type HookEndpoint } from '@capstan/capi';
import { type Duration, durationMs } from '@capstan/schema';
import type { TopologyCluster } from '../cluster/topology-cluster.ts';
import { atVersion } from '../requests/build-request.ts';
import { discoverVariables } from './discover-variables.ts';
import { HookCaller } from './hook-caller.ts';
import { reconcileTopology } from './reconcile-topology.ts';
import { SimulatedClock } from './simulated-clock.ts';
import { SimulatedCluster } from './simulated-cluster.ts';
import { type Durations, phase, type Simulation, type Steps } from './simulation.ts';
import type { EndEntry, TimelineEntry } from './timeline.ts';
import { updateMachines } from './update-in-place.ts';

/** An extension that takes part in the life of a simulated cluster. */
export interface LifecycleExtension {
  /** The ExtensionConfig's name. Default: `'extension'`. */
  readonly name?: string;
  readonly endpoint: HookEndpoint;
  readonly settings?: Readonly<Record<string, string>>;
}

export interface LifecycleOptions {
  /** Called in this order. */
  readonly extensions: readonly LifecycleExtension[];
  /** The Cluster to live it; its version gives way to the first of `versions`. */
  readonly cluster: TopologyCluster;
  /** The first is created, the last upgraded to; those between are what a ClusterClass would list. */
  readonly versions: readonly string[];
  /** Simulated seconds in a real one; `Infinity` waits for nothing. Default: 1. */
  readonly speed?: number;
  /** How long one hook may hold things up, in simulated time, before the simulation ends as stuck. Default: `'1h'`. */
  readonly patience?: Duration;
  /** Failures in a row before it ends as stuck. Default: 6. */
  readonly maxFailures?: number;
  /** How long control plane and workers take. Default: 30 s to initialise, 20 s to roll either. */
  readonly durations?: Partial<Durations>;
  readonly signal?: AbortSignal;
}

/**
 * Lives the life of a cluster against extensions, as Cluster API would: created, initialised, upgraded step by step, deleted.
 * Waits are kept, failures tried again with growing pauses. What is yielded is finished before the next hook is called, so
 * that the loop's body may change the world in between. Throws only what concerns the set-up: an extension that cannot be
 * discovered, versions that are none.
 *
 * @example
 * for await (const entry of simulateLifecycle({ extensions: [{ endpoint }], cluster, versions: ['v1.34.0', 'v1.36.0'] })) {
 *   const line = timelineLine(entry);
 *   if (line !== undefined) process.stdout.write(`${line}\n`);
 * }
 */
export async function* simulateLifecycle(options: LifecycleOptions): AsyncGenerator<TimelineEntry, void> {
  const { extensions, versions, speed = 1, signal } = options;
  const [first, last] = checkVersions(versions);
  const clock = new SimulatedClock(speed);
  using registry = createHookRegistry({ clock });
  for (const [
    index,
    { name = index === 0 ? 'extension' : `extension-${index + 1}`, endpoint, settings },
  ] of extensions.entries()) {
    const spec = { clientConfig: { url: endpoint.url }, ...(settings && { settings }) };
    await registry.register({ metadata: { name }, spec }, { endpoint, signal });
  }
  const hooks = new HookCaller(registry, clock, signal);
  const object = yield* discovered(hooks, atVersion(options.cluster, first), signal);
  if (typeof object === 'string') return yield end({ clock, hooks }, object);
  const simulation: Simulation = {
    clock,
    hooks,
    cluster: new SimulatedCluster(object, { clock, offered: versions }),
    durations: { controlPlaneInitialisingMs: 30_000, controlPlaneRollMs: 20_000, workersRollMs: 20_000, ...options.durations },
  };
  const stuck = yield* live(simulation, last, {
    signal,
    patienceMs: durationMs(options.patience ?? '1h'),
    maxFailures: options.maxFailures ?? 6,
  });
  yield end(simulation, stuck);
}

/** The Cluster with its defaults; or why it has none: then its class never gets ready. */
async function* discovered(
  hooks: HookCaller,
  cluster: TopologyCluster,
  signal: AbortSignal | undefined,
): Steps<TopologyCluster | string> {
  try {
    return yield* discoverVariables(hooks, cluster);
  } catch (error) {
    signal?.throwIfAborted();
    return `variables cannot be discovered: ${error instanceof Error ? error.message : String(error)}`;
  }
}

interface Limits {
  readonly signal: AbortSignal | undefined;
  readonly patienceMs: number;
  readonly maxFailures: number;
}

/** Why it got stuck, or nothing. */
async function* live(simulation: Simulation, target: string, limits: Limits): Steps<string | undefined> {
  const { cluster } = simulation;
  const { namespace, name } = cluster.object.metadata;
  yield phase(simulation, 'creating', `Cluster ${namespace}/${name} is created at ${cluster.target}`);
  const created = yield* settleDown(simulation, limits);
  if (created !== undefined) return created;
  if (compareKubernetesVersions(target, cluster.target) !== 0) {
    cluster.requestVersion(target);
    yield phase(simulation, 'upgrading', `its version is set to ${target}`);
    const upgraded = yield* settleDown(simulation, limits);
    if (upgraded !== undefined) return upgraded;
  }
  cluster.requestDeletion();
  yield phase(simulation, 'deleting', 'its deletion is requested');
  return yield* settleDown(simulation, limits);
}

/** Cluster API reconciles on many events besides those of the simulation. */
const resyncMs = 10_000;

/** Reconciles until nothing is left to do; why it got stuck, or nothing. */
async function* settleDown(simulation: Simulation, { signal, patienceMs, maxFailures }: Limits): Steps<string | undefined> {
  const { cluster, hooks } = simulation;
  let failures = 0;
  for (;;) {
    try {
      yield* updateMachines(simulation);
      yield* reconcileTopology(simulation);
      failures = 0;
    } catch (error) {
      signal?.throwIfAborted();
      failures += 1;
      if (failures >= maxFailures)
        return `${failures} failures in a row: ${error instanceof Error ? error.message : String(error)}`;
    }
    const dueMs = failures > 0 ? 1000 * 2 ** (failures - 1) : Math.min(resyncMs, hooks.takeRequeue() * 1000 || resyncMs);
    if (failures === 0 && cluster.isSettled) return undefined;
    const hold = hooks.longestHold();
    if (hold && hold.seconds * 1000 >= patienceMs) return `${hold.hook} has been holding it up for ${hold.seconds} s`;
    yield* passTime(simulation, dueMs, signal);
  }
}

/** Lets time pass until something is due, and tells what has come to its end meanwhile. */
async function* passTime(simulation: Simulation, dueMs: number, signal: AbortSignal | undefined): Steps {
  const { cluster, clock } = simulation;
  const changeMs = (cluster.nextChange ?? Number.POSITIVE_INFINITY) - clock.now();
  const wasRolling = { controlPlane: cluster.isControlPlaneRolling, workers: cluster.areWorkersRolling };
  await clock.wait(Math.max(1, Math.min(changeMs, dueMs)), signal);
  if (wasRolling.controlPlane && !cluster.isControlPlaneRolling) {
    yield cluster.pending('AfterControlPlaneInitialized')
      ? phase(simulation, 'controlPlaneInitialized', 'the control plane is initialised')
      : phase(simulation, 'controlPlaneUpgraded', `the control plane is at ${cluster.controlPlaneVersion}`);
  }
  if (wasRolling.workers && !cluster.areWorkersRolling && cluster.pending('AfterWorkersUpgrade'))
    yield phase(simulation, 'workersUpgraded', `the workers are at ${cluster.workersVersion}`);
}

function end({ clock, hooks }: Pick<Simulation, 'clock' | 'hooks'>, stuck: string | undefined): EndEntry {
  const counts = Object.values(hooks.calls);
  const total = counts.reduce((sum, count) => sum + count, 0);
  return {
    type: 'end',
    seconds: clock.now() / 1000,
    outcome: stuck === undefined ? 'completed' : 'stuck',
    message: stuck ?? `${total} call${total === 1 ? '' : 's'} of ${counts.length} hook${counts.length === 1 ? '' : 's'}`,
    calls: { ...hooks.calls },
  };
}

function checkVersions(versions: readonly string[]): readonly [string, string] {
  const [first] = versions;
  const last = versions.at(-1);
  const sorted = versions.toSorted(compareKubernetesVersions);
  if (first === undefined || last === undefined || sorted.some((version, index) => version !== versions[index])) {
    throw new CapiError(`the versions ${versions.join(', ') || '(none)'} do not ascend`, {
      code: 'InvalidValue',
      hint: 'Name the version to create first and the one to upgrade to last, for example v1.34.0 and v1.36.0.',
    });
  }
  return [first, last];
}
