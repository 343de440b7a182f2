import type { Condition, ConditionReasons } from '@capstan/schema';

const ready = ['Ready', 'NotReady', 'InvalidConditionReported', 'InternalError', 'ObjectDoesNotExist', 'ObjectDeleted'] as const;
const machinesReady = ['Ready', 'NotReady', 'ReadyUnknown', 'NoReplicas', 'InternalError'] as const;
const machinesUpToDate = ['UpToDate', 'NotUpToDate', 'UpToDateUnknown', 'NoReplicas', 'InternalError'] as const;
const paused = ['Paused', 'NotPaused'] as const;

/** Conditions of a Cluster (v1beta2), each with its reasons. `TopologyReconciled` exists with a topology only. */
export const clusterConditions = {
  Available: ['Available', 'NotAvailable', 'AvailableUnknown', 'InternalError'],
  TopologyReconciled: [
    'ReconcileSucceeded',
    'ReconcileFailed',
    'ClusterCreating',
    'ClusterUpgrading',
    'ClusterClassNotReconciled',
    'ControlPlaneUpgradePending',
    'MachineDeploymentsCreatePending',
    'MachineDeploymentsUpgradePending',
    'MachineDeploymentsUpgradeDeferred',
    'MachinePoolsCreatePending',
    'MachinePoolsUpgradePending',
    'MachinePoolsUpgradeDeferred',
    'LifecycleHookBlocking',
    'Deleting',
    'Paused',
  ],
  InfrastructureReady: ready,
  ControlPlaneInitialized: ['Initialized', 'NotInitialized', 'InternalError'],
  ControlPlaneAvailable: [
    'Available',
    'NotAvailable',
    'InvalidConditionReported',
    'InternalError',
    'ObjectDoesNotExist',
    'ObjectDeleted',
  ],
  ControlPlaneMachinesReady: machinesReady,
  ControlPlaneMachinesUpToDate: machinesUpToDate,
  WorkersAvailable: ['Available', 'NotAvailable', 'AvailableUnknown', 'NoWorkers', 'InternalError'],
  WorkerMachinesReady: machinesReady,
  WorkerMachinesUpToDate: machinesUpToDate,
  RemoteConnectionProbe: ['ProbeSucceeded', 'ProbeFailed'],
  RollingOut: ['RollingOut', 'NotRollingOut', 'RollingOutUnknown', 'InternalError'],
  ScalingUp: ['ScalingUp', 'NotScalingUp', 'ScalingUpUnknown', 'InternalError'],
  ScalingDown: ['ScalingDown', 'NotScalingDown', 'ScalingDownUnknown', 'InternalError'],
  Remediating: ['Remediating', 'NotRemediating', 'InternalError'],
  Deleting: [
    'NotDeleting',
    'WaitingForBeforeDeleteHook',
    'WaitingForWorkersDeletion',
    'WaitingForControlPlaneDeletion',
    'WaitingForInfrastructureDeletion',
    'DeletionCompleted',
    'InternalError',
  ],
  Paused: paused,
} as const satisfies ConditionReasons;

/** Conditions of a Machine (v1beta2), each with its reasons. */
export const machineConditions = {
  Available: ['Available', 'NotReady', 'WaitingForMinReadySeconds', 'InternalError'],
  Ready: ['Ready', 'NotReady', 'ReadyUnknown', 'InternalError'],
  UpToDate: ['UpToDate', 'NotUpToDate', 'Updating'],
  Updating: ['NotUpdating', 'InPlaceUpdating', 'InPlaceUpdateFailed'],
  BootstrapConfigReady: [...ready, 'DataSecretProvided'],
  InfrastructureReady: ready,
  NodeReady: nodeReasons('NodeReady', 'NodeNotReady', 'NodeReadyUnknown'),
  NodeHealthy: nodeReasons('NodeHealthy', 'NodeNotHealthy', 'NodeHealthyUnknown'),
  HealthCheckSucceeded: [
    'HealthCheckSucceeded',
    'UnhealthyNode',
    'UnhealthyMachine',
    'NodeStartupTimeout',
    'NodeDeleted',
    'HasRemediateAnnotation',
  ],
  OwnerRemediated: ['WaitingForRemediation', 'CannotBeRemediated', 'RemediationDeferred', 'MachineDeleting'],
  ExternallyRemediated: ['WaitingForRemediation', 'RemediationTemplateNotFound', 'RemediationRequestCreationFailed'],
  Deleting: [
    'NotDeleting',
    'Deleting',
    'WaitingForPreDrainHook',
    'DrainingNode',
    'WaitingForVolumeDetach',
    'WaitingForPreTerminateHook',
    'WaitingForInfrastructureDeletion',
    'WaitingForBootstrapDeletion',
    'DeletingNode',
    'DeletionCompleted',
    'InternalError',
  ],
  Paused: paused,
} as const satisfies ConditionReasons;

/** Conditions of an ExtensionConfig, each with its reasons. */
export const extensionConfigConditions = {
  Discovered: ['Discovered', 'NotDiscovered'],
  Paused: paused,
} as const satisfies ConditionReasons;

export type ClusterConditionType = keyof typeof clusterConditions;
export type MachineConditionType = keyof typeof machineConditions;
export type ExtensionConfigConditionType = keyof typeof extensionConfigConditions;

/** Phases of a Cluster. `Failed` is not set any more. */
export const clusterPhases = ['Pending', 'Provisioning', 'Provisioned', 'Deleting', 'Failed', 'Unknown'] as const;
export type ClusterPhase = (typeof clusterPhases)[number];

/** Phases of a Machine. */
export const machinePhases = [
  'Pending',
  'Provisioning',
  'Provisioned',
  'Running',
  'Updating',
  'Deleting',
  'Deleted',
  'Failed',
  'Unknown',
] as const;
export type MachinePhase = (typeof machinePhases)[number];

interface WithConditions<Type extends string> {
  readonly status?: { readonly conditions?: readonly Condition<Type>[] | undefined } | undefined;
}

/** The condition of an object, if it has it. */
export function conditionOf<Type extends string>(object: WithConditions<string>, type: Type): Condition<Type> | undefined {
  return object.status?.conditions?.find((condition): condition is Condition<Type> => condition.type === type);
}

/** Whether an object's condition is there, and True. */
export function isConditionTrue(object: WithConditions<string>, type: string): boolean {
  return conditionOf(object, type)?.status === 'True';
}

function nodeReasons<const Reasons extends readonly string[]>(...reasons: Reasons) {
  return [...reasons, 'NodeDoesNotExist', 'NodeDeleted', 'InspectionFailed', 'ConnectionDown', 'InternalError'] as const;
}
