import type { PatchItem } from '../hooks/hook-requests.ts';

/** What a template makes, by who holds it and where. */
export type TemplateRole =
  | 'infrastructureCluster'
  | 'controlPlane'
  | 'controlPlaneMachines'
  | 'workersBootstrap'
  | 'workersMachines'
  | 'other';

const roles: ReadonlyMap<string, TemplateRole> = new Map([
  ['spec.infrastructureRef', 'infrastructureCluster'],
  ['spec.controlPlaneRef', 'controlPlane'],
  ['spec.machineTemplate.spec.infrastructureRef', 'controlPlaneMachines'],
  // A control plane of the v1beta1 contract.
  ['spec.machineTemplate.infrastructureRef', 'controlPlaneMachines'],
  ['spec.template.spec.bootstrap.configRef', 'workersBootstrap'],
  ['spec.template.spec.infrastructureRef', 'workersMachines'],
]);

/** What the template of an item makes. Workers of different MachineDeployments are told apart by `item.holderReference.name`. */
export function templateRole({ holderReference }: Pick<PatchItem, 'holderReference'>): TemplateRole {
  return roles.get(holderReference.fieldPath) ?? 'other';
}
