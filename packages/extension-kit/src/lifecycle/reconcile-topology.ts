import { compareKubernetesVersions } from '@capstan/capi';
import { defaultPlan, planErrors, type UpgradePlan, workersPlan } from '../cluster/upgrade-plan.ts';
import { controlPlaneStep } from './control-plane-step.ts';
import { mutateTopology } from './mutate-topology.ts';
import { ask, phase, type Simulation, type Steps, settle } from './simulation.ts';
import { canUpdateInPlace } from './update-in-place.ts';

/** One reconcile of Cluster API's topology controller, as far as extensions see it. Throws what fails it. */
export async function* reconcileTopology(simulation: Simulation): Steps {
  const { cluster, durations } = simulation;
  if (cluster.object.metadata.deletionTimestamp !== undefined) return yield* deleteCluster(simulation);
  if (!cluster.isCreated) return yield* createCluster(simulation);
  const plan = yield* upgradePlan(simulation);
  const step = yield* controlPlaneStep(simulation, plan);
  yield* mutateTopology(simulation, step.controlPlane);
  if (cluster.pending('AfterControlPlaneInitialized') && !cluster.isControlPlaneRolling) {
    yield* ask(simulation, 'AfterControlPlaneInitialized', {});
    cluster.settle('AfterControlPlaneInitialized');
  }
  yield* endUpgrade(simulation);
  if (step.controlPlane !== undefined) {
    cluster.rollControlPlane(step.controlPlane, durations.controlPlaneRollMs);
    yield phase(simulation, 'controlPlaneRolling', `the control plane rolls to ${step.controlPlane}`);
  } else if (step.workersMayRoll) yield* rollWorkers(simulation, plan);
}

async function* createCluster(simulation: Simulation): Steps {
  const { cluster, durations } = simulation;
  if (!(yield* ask(simulation, 'BeforeClusterCreate', {}))) return;
  yield* mutateTopology(simulation, undefined);
  cluster.owe('AfterControlPlaneInitialized');
  cluster.create(durations.controlPlaneInitialisingMs);
  yield phase(simulation, 'created', `the topology's objects are created at ${cluster.target}`);
}

async function* deleteCluster(simulation: Simulation): Steps {
  if (!(yield* ask(simulation, 'BeforeClusterDelete', {}))) return;
  simulation.cluster.isDeleted = true;
  yield phase(simulation, 'deleted', 'the cluster is deleted');
}

/** What remains of an upgrade: from the extension that plans them, if there is one. */
async function* upgradePlan({ cluster, hooks }: Simulation): Steps<UpgradePlan> {
  const { controlPlaneVersion, workersVersion: workers, target, object } = cluster;
  const span = { controlPlane: controlPlaneVersion ?? target, workers, target };
  const [planner] = hooks.registry.handlersOf('GenerateUpgradePlan', object);
  if (!cluster.isBehind || !planner) return defaultPlan(span, cluster.offered);
  const answer = yield* hooks.callOne('GenerateUpgradePlan', planner.name, {
    subject: object,
    request: {
      cluster: object,
      fromControlPlaneKubernetesVersion: span.controlPlane,
      ...(workers !== undefined && { fromWorkersKubernetesVersion: workers }),
      toKubernetesVersion: target,
    },
  });
  const steps = (answer.controlPlaneUpgrades ?? []).map(({ version }) => version);
  const stops = (answer.workersUpgrades ?? []).map(({ version }) => version);
  const [wrong] = planErrors(span, { controlPlane: steps, workers: stops });
  if (wrong !== undefined) yield* hooks.refuse('GenerateUpgradePlan', planner.name, wrong);
  return { controlPlane: steps, workers: stops.length > 0 ? stops : workersPlan(span, steps) };
}

/** One MachineDeployment at a time takes up the next version, once the control plane has it. */
async function* rollWorkers(simulation: Simulation, plan: UpgradePlan): Steps {
  const { cluster, durations } = simulation;
  const [version] = plan.workers;
  if (version === undefined || version !== cluster.controlPlaneVersion || cluster.areWorkersRolling) return;
  const behind = Object.entries(cluster.workerVersions).find(([, own]) => compareKubernetesVersions(own, version) < 0);
  if (!behind) return;
  const [name] = behind;
  if (yield* canUpdateInPlace(simulation, name, version)) {
    cluster.startUpdateInPlace(name, version);
    yield phase(simulation, 'workersRolling', `MachineDeployment ${name} is updated to ${version} in place`);
  } else {
    cluster.rollWorkers(name, version, durations.workersRollMs);
    yield phase(simulation, 'workersRolling', `MachineDeployment ${name} rolls to ${version}`);
  }
}

async function* endUpgrade(simulation: Simulation): Steps {
  const { cluster } = simulation;
  const owed = (['AfterControlPlaneUpgrade', 'BeforeWorkersUpgrade', 'AfterWorkersUpgrade'] as const).some((hook) =>
    cluster.pending(hook),
  );
  if (!cluster.pending('AfterClusterUpgrade') || owed || cluster.isBehind) return;
  if (cluster.isControlPlaneRolling || cluster.areWorkersRolling) return;
  if (!(yield* settle(simulation, 'AfterClusterUpgrade', { kubernetesVersion: cluster.target }))) return;
  yield phase(simulation, 'upgraded', `the cluster is upgraded to ${cluster.target}`);
}
