import type { Pod } from '@capstan/schema';

interface PodSummary {
  readonly ready: number;
  readonly total: number;
  readonly reason: string;
  readonly restarts: number;
  readonly lastRestart: string | undefined;
}

type PodStatus = NonNullable<Pod['status']>;
type ContainerStatus = NonNullable<PodStatus['containerStatuses']>[number];

/** What one line says of a pod: how many containers are ready, what holds it up, and how often it was restarted. */
export function summarizePod(pod: Pod): PodSummary {
  const sidecars = new Set(
    (pod.spec?.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always').map(({ name }) => name),
  );
  const total = (pod.spec?.containers.length ?? 0) + sidecars.size;
  const init = summarizeInit(pod, sidecars);
  const initialized = !init.reason || hasCondition(pod, 'Initialized');
  const main = initialized ? summarizeMain(pod, init) : { ...init, reason: init.reason ?? '' };
  return { ...main, total, reason: endReason(pod) ?? main.reason };
}

const hasCondition = ({ status }: Pod, type: string) =>
  status?.conditions?.some((condition) => condition.type === type && condition.status === 'True') ?? false;

/** What a deletion makes of every other reason. */
function endReason({ metadata, status }: Pod): string | undefined {
  if (!metadata.deletionTimestamp) return undefined;
  if (status?.reason === 'NodeLost') return 'Unknown';
  return status?.phase === 'Succeeded' || status?.phase === 'Failed' ? undefined : 'Terminating';
}

function phaseReason({ status }: Pod): string {
  const gated = status?.conditions?.some(({ type, reason }) => type === 'PodScheduled' && reason === 'SchedulingGated');
  return gated ? 'SchedulingGated' : ((status?.reason || status?.phase) ?? '');
}

interface InitSummary {
  readonly ready: number;
  readonly restarts: number;
  readonly lastRestart: string | undefined;
  /** Restarts of side-cars alone, which go on to count when initialization is over. */
  readonly sidecarRestarts: number;
  readonly lastSidecarRestart: string | undefined;
  /** What initialization waits for or failed by. */
  readonly reason: string | undefined;
}

function summarizeInit(pod: Pod, sidecars: ReadonlySet<string>): InitSummary {
  const statuses = pod.status?.initContainerStatuses ?? [];
  const count = pod.spec?.initContainers?.length ?? 0;
  let ready = 0;
  let reason: string | undefined;
  const seen: ContainerStatus[] = [];
  for (const [index, status] of statuses.entries()) {
    seen.push(status);
    if (status.state?.terminated?.exitCode === 0) continue;
    if (sidecars.has(status.name) && status.started) {
      if (status.ready) ready += 1;
      continue;
    }
    reason = initReason(status, index, count);
    break;
  }
  const besides = seen.filter(({ name }) => sidecars.has(name));
  return {
    ready,
    reason,
    restarts: restartsOf(seen),
    lastRestart: lastRestartOf(seen),
    sidecarRestarts: restartsOf(besides),
    lastSidecarRestart: lastRestartOf(besides),
  };
}

function initReason({ state }: ContainerStatus, index: number, count: number): string {
  const { terminated, waiting } = state ?? {};
  if (terminated) return `Init:${endOf(terminated)}`;
  if (waiting?.reason && waiting.reason !== 'PodInitializing') return `Init:${waiting.reason}`;
  return `Init:${index}/${count}`;
}

type Terminated = NonNullable<NonNullable<ContainerStatus['state']>['terminated']>;

const endOf = ({ reason, signal, exitCode }: Terminated): string =>
  reason || (signal ? `Signal:${signal}` : `ExitCode:${exitCode}`);

function summarizeMain(pod: Pod, init: InitSummary): Omit<PodSummary, 'total'> {
  const statuses = pod.status?.containerStatuses ?? [];
  let { ready } = init;
  let reason = init.reason ?? phaseReason(pod);
  let isRunning = false;
  for (const { state, ready: isReady } of statuses.toReversed()) {
    if (state?.waiting?.reason) reason = state.waiting.reason;
    else if (state?.terminated) reason = endOf(state.terminated);
    else if (isReady && state?.running) {
      isRunning = true;
      ready += 1;
    }
  }
  if (reason === 'Completed' && isRunning) reason = hasCondition(pod, 'Ready') ? 'Running' : 'NotReady';
  return {
    ready,
    reason,
    restarts: init.sidecarRestarts + restartsOf(statuses),
    lastRestart: latest([init.lastSidecarRestart, lastRestartOf(statuses)]),
  };
}

const restartsOf = (statuses: readonly ContainerStatus[]) => statuses.reduce((sum, { restartCount }) => sum + restartCount, 0);

const lastRestartOf = (statuses: readonly ContainerStatus[]) =>
  latest(statuses.map(({ lastState }) => lastState?.terminated?.finishedAt ?? undefined));

const latest = (timestamps: readonly (string | undefined)[]): string | undefined =>
  timestamps
    .filter((timestamp) => timestamp !== undefined)
    .toSorted()
    .at(-1);
