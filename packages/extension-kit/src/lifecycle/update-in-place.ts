import type { HookObject, HookResponse, HookSubject, WirePatch } from '@capstan/capi';
import { deepEqual, isJsonObject } from '@capstan/schema';
import { applyWirePatch } from '../patches/apply-wire-patch.ts';
import { machineObjects, machineSetObjects } from '../requests/machines.ts';
import { phase, type Simulation, type Steps } from './simulation.ts';

/**
 * Whether the machines of a MachineDeployment can be updated where they are: its one extension for that gives patches which make
 * of the current MachineSet the desired one. Without an extension they roll.
 */
export async function* canUpdateInPlace(simulation: Simulation, machineDeployment: string, version: string): Steps<boolean> {
  const { cluster, hooks } = simulation;
  const handlers = hooks.registry.handlersOf('CanUpdateMachineSet', cluster.object);
  const [handler] = handlers;
  if (!handler) return false;
  if (handlers.length > 1) yield* hooks.refuse('CanUpdateMachineSet', handler.name, 'more than one handler is registered');
  const from = cluster.workerVersions[machineDeployment] ?? version;
  const current = machineSetObjects(cluster.object, { machineDeployment, version: from });
  const desired = machineSetObjects(cluster.object, { machineDeployment, version });
  const subject: HookSubject = { kind: 'MachineSet', metadata: current.machineSet.metadata };
  const answer = yield* hooks.callOne('CanUpdateMachineSet', handler.name, { subject, request: { current, desired } });
  return (['machineSet', 'infrastructureMachineTemplate', 'bootstrapConfigTemplate'] as const).every((part) =>
    becomes(current[part], patchOf(answer, part), desired[part]),
  );
}

/** Updates machines one after another, while an update in place is under way. */
export async function* updateMachines(simulation: Simulation): Steps {
  const { cluster, hooks } = simulation;
  for (let update = cluster.updateInPlace; update; update = cluster.updateInPlace) {
    const [handler] = hooks.registry.handlersOf('UpdateMachine', cluster.object);
    const { machineDeployment, version, index } = update;
    if (!handler) return yield* hooks.refuse('UpdateMachine', 'UpdateMachine', 'no handler is registered');
    const desired = machineObjects(cluster.object, { machineDeployment, version, index, updating: true });
    const subject: HookSubject = { kind: 'Machine', metadata: desired.machine.metadata };
    const { retryAfterSeconds } = yield* hooks.callOne('UpdateMachine', handler.name, { subject, request: { desired } });
    if (retryAfterSeconds !== 0) return;
    cluster.machineUpdated();
    if (!cluster.updateInPlace) yield phase(simulation, 'workersUpgraded', `the workers are at ${version}, updated in place`);
  }
}

function patchOf(
  answer: HookResponse<'CanUpdateMachineSet'>,
  part: keyof ReturnType<typeof machineSetObjects>,
): WirePatch | undefined {
  return answer[`${part}Patch`];
}

/** Only what machines are made from counts: `spec.template.spec`. */
function becomes(current: HookObject, patch: WirePatch | undefined, desired: HookObject): boolean {
  const patched = patch ? applyWirePatch(current, patch) : ({ outcome: 'patched', object: current } as const);
  return patched.outcome === 'patched' && deepEqual(templateSpec(patched.object), templateSpec(desired));
}

function templateSpec(object: HookObject): unknown {
  const spec = object['spec'];
  const template = isJsonObject(spec) ? spec['template'] : undefined;
  return isJsonObject(template) ? template['spec'] : undefined;
}
