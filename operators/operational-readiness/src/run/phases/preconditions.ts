import type { Client } from '@capstan/client';
import { Namespace, type Node } from '@capstan/schema';
import type { UndecidedReason } from '../../api/readiness-report.ts';
import { firstLack } from '../../probes/run-probes.ts';
import { ownership } from '../../sonobuoy/dispatch.ts';
import { isChosen } from '../../sonobuoy/node-affinity.ts';
import type { PluginDefinition } from '../../sonobuoy/plugin-definition.ts';
import { removeRun } from '../../sonobuoy/remove-run.ts';
import { timestamp } from '../../timestamps.ts';
import { observeCluster } from '../observe-cluster.ts';
import { definitionsOf, type Snapshot, snapshotOf } from '../resolve-profile.ts';
import { checksNamespace, sonobuoyNamespace } from '../run-places.ts';
import { breakOff, isOver, next, ownerOf, type RunContext, type Step, wait } from '../run-step.ts';
import { waitsForSlot } from '../slots.ts';
import { isUnreachable, isWorkloadTrouble } from '../workload-clusters.ts';

/** Tells waiting for a turn from waiting for a cluster. */
export const waitsForTurn = 'waits for its turn: as many clusters are being checked as may be at one time';

interface Lack {
  readonly reason: UndecidedReason;
  readonly message: string;
}

/** Waits until the cluster can be checked at all, and until it is this run's turn. */
export async function preconditions(context: RunContext): Promise<Step> {
  const snapshot = snapshotOf(context.run);
  const { settings, signal, report } = context;
  const turn = () => wait(settings.waitingInterval, waitsForTurn);
  if (waitsForSlot(report) && context.isFull()) return turn();
  try {
    const workload = await context.workload();
    const observed = await observeCluster(workload, { signal });
    const { operatingSystems } = snapshot.clusters;
    if (operatingSystems && !operatingSystems.some((system) => observed.state.operatingSystems.includes(system))) {
      const explanation = `no node runs ${operatingSystems.join(' or ')}`;
      return next('CleaningUp', { verdict: 'NotApplicable', reason: 'NotApplicable', explanation, cluster: observed.state });
    }
    const lack = await firstLackOf(workload, snapshot, context);
    if (lack) return hold(lack, snapshot, context);
    if (!context.admit()) return turn();
    return next('Dispatching', { cluster: observed.state, daemonNodes: daemonNodes(definitionsOf(snapshot), observed.nodes) });
  } catch (error) {
    if (!isWorkloadTrouble(error)) throw error;
    const reason = isUnreachable(error) ? 'ClusterUnreachable' : 'PreconditionsNotMet';
    return hold({ reason, message: error.message }, snapshot, context);
  }
}

function hold({ reason, message }: Lack, { timeLimits }: Snapshot, context: RunContext): Step {
  const { run, now, settings } = context;
  // Once they held, and waiting for a turn is nobody's fault: what lacks by now gets all its time again.
  const waited = run.message === waitsForTurn ? { turnWaitedUntil: timestamp(now) } : {};
  if (!isOver({ run: { ...run, ...waited }, now }, timeLimits.preconditions))
    return wait(settings.waitingInterval, message, waited);
  return breakOff(reason, `after ${timeLimits.preconditions}: ${message}`);
}

async function firstLackOf(workload: Client, snapshot: Snapshot, context: RunContext): Promise<Lack | undefined> {
  const { signal } = context;
  const owner = ownerOf(context, snapshot.timeLimits.run);
  const namespace = sonobuoyNamespace(snapshot);
  const others = [checksNamespace(snapshot)];
  for (const name of [...(snapshot.plugins.length > 0 ? [namespace] : []), ...others]) {
    const existing = await workload.find(Namespace, { name }, { signal });
    if (!existing || ownership(existing, owner) === 'own') continue;
    if (ownership(existing, owner) === 'foreign') return foreign(name);
    await removeRun(workload, { namespace, others, owner, signal }); // an earlier run was given up on
    return { reason: 'PreconditionsNotMet', message: `the namespace ${name} of an earlier run is still being removed` };
  }
  const probing = { workload, namespace: checksNamespace(snapshot), owner, signal };
  const message = await firstLack(snapshot.preconditions, probing);
  return message === undefined ? undefined : { reason: 'PreconditionsNotMet', message };
}

function foreign(name: string): Lack {
  const message = `the namespace ${name} is there already, and not this report's; wait for it, remove it, or name another one in the profile`;
  return { reason: 'ForeignRun', message };
}

/** On how many nodes each DaemonSet plugin has to bring results. */
export function daemonNodes(plugins: readonly PluginDefinition[], nodes: readonly Node[]): Readonly<Record<string, number>> {
  const daemons = plugins.filter(({ driver }) => driver === 'DaemonSet');
  return Object.fromEntries(daemons.map((plugin) => [plugin.name, nodes.filter((node) => isChosen(plugin.nodes, node)).length]));
}
