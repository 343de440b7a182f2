import type { HandledHook, HookName } from './hook-names.ts';
import type { HolderReference, HookCluster, HookObject, HookVariable } from './hook-objects.ts';

interface Request {
  readonly apiVersion: string;
  readonly kind: string;
  /** Of the ExtensionConfig; a ClusterClass patch's own settings win over them. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** A version on the way of an upgrade. */
export interface UpgradeStep {
  readonly version: string;
}

interface ClusterRequest extends Request {
  readonly cluster: HookCluster;
}

/** What remains of an upgrade; left out when nothing does. */
interface UpgradePlans {
  readonly controlPlaneUpgrades?: readonly UpgradeStep[];
  readonly workersUpgrades?: readonly UpgradeStep[];
}

interface VersionChange extends ClusterRequest, UpgradePlans {
  readonly fromKubernetesVersion: string;
  readonly toKubernetesVersion: string;
}

interface VersionReached extends ClusterRequest, UpgradePlans {
  readonly kubernetesVersion: string;
}

/** One template that patches may change. */
export interface PatchItem {
  /** Fresh in each request. */
  readonly uid: string;
  readonly holderReference: HolderReference;
  readonly object: HookObject;
  /** Override the request's variables of the same name. */
  readonly variables?: readonly HookVariable[] | null;
}

interface Machines {
  readonly machine: HookObject;
  readonly infrastructureMachine: HookObject;
  readonly bootstrapConfig?: HookObject;
}

interface MachineSets {
  readonly machineSet: HookObject;
  readonly infrastructureMachineTemplate: HookObject;
  readonly bootstrapConfigTemplate?: HookObject;
}

/** The request of each hook. */
export interface HookRequests {
  readonly Discovery: Omit<Request, 'settings'>;
  readonly BeforeClusterCreate: ClusterRequest;
  readonly AfterControlPlaneInitialized: ClusterRequest;
  /** `toKubernetesVersion` is where the upgrade ends. */
  readonly BeforeClusterUpgrade: VersionChange;
  /** `toKubernetesVersion` is the next step. */
  readonly BeforeControlPlaneUpgrade: VersionChange;
  readonly AfterControlPlaneUpgrade: VersionReached;
  readonly BeforeWorkersUpgrade: VersionChange;
  readonly AfterWorkersUpgrade: VersionReached;
  readonly AfterClusterUpgrade: ClusterRequest & { readonly kubernetesVersion: string };
  readonly BeforeClusterDelete: ClusterRequest;
  readonly DiscoverVariables: Request;
  readonly GeneratePatches: Request & {
    readonly variables?: readonly HookVariable[] | null;
    readonly items: readonly PatchItem[];
  };
  readonly ValidateTopology: Request & {
    readonly variables?: readonly HookVariable[] | null;
    readonly items: readonly Omit<PatchItem, 'uid'>[];
  };
  readonly CanUpdateMachine: Request & { readonly current: Machines; readonly desired: Machines };
  readonly CanUpdateMachineSet: Request & { readonly current: MachineSets; readonly desired: MachineSets };
  readonly UpdateMachine: Request & { readonly desired: Machines };
  readonly GenerateUpgradePlan: ClusterRequest & {
    readonly fromControlPlaneKubernetesVersion: string;
    readonly fromWorkersKubernetesVersion?: string;
    readonly toKubernetesVersion: string;
  };
}

export type HookRequest<H extends HookName = HandledHook> = HookRequests[H];
