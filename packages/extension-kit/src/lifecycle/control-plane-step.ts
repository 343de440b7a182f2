import { capiHookPrefixes } from '@capstan/capi';
import type { UpgradePlan } from '../cluster/upgrade-plan.ts';
import { planFields } from '../requests/build-request.ts';
import { ask, type Simulation, type Steps, settle } from './simulation.ts';

export interface ControlPlaneStep {
  /** The version that the control plane takes up now. */
  readonly controlPlane?: string;
  readonly workersMayRoll: boolean;
}

const held: ControlPlaneStep = { workersMayRoll: false };

/** Which version the control plane gets, hooks permitting. The order of the questions is Cluster API's. */
export async function* controlPlaneStep(simulation: Simulation, plan: UpgradePlan): Steps<ControlPlaneStep> {
  const { cluster } = simulation;
  const current = cluster.controlPlaneVersion ?? cluster.target;
  if (cluster.isControlPlaneRolling) return held;
  const remaining = planFields(plan);
  const reached = { kubernetesVersion: current, ...remaining };
  if (cluster.pending('AfterControlPlaneUpgrade') && !(yield* settle(simulation, 'AfterControlPlaneUpgrade', reached)))
    return held;
  const workersWay = { fromKubernetesVersion: cluster.workersVersion ?? current, toKubernetesVersion: current, ...remaining };
  if (cluster.pending('BeforeWorkersUpgrade') && !(yield* settle(simulation, 'BeforeWorkersUpgrade', workersWay))) return held;
  if (plan.workers[0] === current || cluster.areWorkersRolling) return { workersMayRoll: true };
  if (cluster.pending('AfterWorkersUpgrade') && !(yield* settle(simulation, 'AfterWorkersUpgrade', reached))) return held;
  const [next] = plan.controlPlane;
  return next === undefined ? held : yield* nextStep(simulation, plan, { current, next });
}

async function* nextStep(
  simulation: Simulation,
  plan: UpgradePlan,
  { current, next }: { readonly current: string; readonly next: string },
): Steps<ControlPlaneStep> {
  const { cluster, hooks } = simulation;
  const way = { fromKubernetesVersion: current, ...planFields(plan) };
  if (!cluster.pending('AfterClusterUpgrade')) {
    const holder = holdingAnnotation(cluster.object.metadata.annotations);
    if (holder !== undefined) {
      yield* hooks.hold('BeforeClusterUpgrade', `annotation ${holder} of the Cluster holds it`, heldByHandSeconds);
      return held;
    }
    if (!(yield* ask(simulation, 'BeforeClusterUpgrade', { ...way, toKubernetesVersion: cluster.target }))) return held;
    cluster.owe('AfterClusterUpgrade');
  }
  if (!(yield* ask(simulation, 'BeforeControlPlaneUpgrade', { ...way, toKubernetesVersion: next }))) return held;
  cluster.owe('AfterControlPlaneUpgrade', ...(plan.workers[0] === next ? workersHooks : []));
  return { controlPlane: next, workersMayRoll: false };
}

const workersHooks = ['BeforeWorkersUpgrade', 'AfterWorkersUpgrade'] as const;

/** What Cluster API says of a hold by hand. */
const heldByHandSeconds = 1_200;

/** Cluster API looks at annotations before it asks extensions. */
function holdingAnnotation(annotations: Readonly<Record<string, string>> = {}): string | undefined {
  return Object.keys(annotations).find((key) => key.startsWith(`${capiHookPrefixes.beforeUpgrade}/`));
}
