import type { JsonObject } from '@capstan/schema';
import type { BlockingHook, HookName } from './hook-names.ts';
import type { UpgradeStep } from './hook-requests.ts';

/** What every response says. */
export interface CommonResponse {
  readonly apiVersion: string;
  readonly kind: string;
  readonly status: 'Success' | 'Failure';
  readonly message?: string;
}

export interface RetryResponse extends CommonResponse {
  /** 0 does not block. */
  readonly retryAfterSeconds: number;
}

/** A handler as Discovery announces it. */
export interface DiscoveredHandler {
  /** A DNS label, unique in the extension. */
  readonly name: string;
  readonly requestHook: { readonly apiVersion: string; readonly hook: string };
  /** 0 to 30; 0 and none mean 10. */
  readonly timeoutSeconds?: number;
  readonly failurePolicy?: 'Ignore' | 'Fail';
}

/** A patch as responses carry it; `patch` is base64 of the JSON document. */
export interface WirePatch {
  readonly patchType: 'JSONPatch' | 'JSONMergePatch';
  readonly patch: string;
}

/** A variable that a patch offers to users of a ClusterClass. */
export interface WireVariable {
  readonly name: string;
  readonly required: boolean;
  readonly schema: { readonly openAPIV3Schema: JsonObject };
}

interface OtherResponses {
  readonly Discovery: CommonResponse & { readonly handlers?: readonly DiscoveredHandler[] };
  readonly AfterControlPlaneInitialized: CommonResponse;
  readonly DiscoverVariables: CommonResponse & { readonly variables?: readonly WireVariable[] };
  readonly GeneratePatches: CommonResponse & { readonly items?: readonly (WirePatch & { readonly uid: string })[] };
  readonly ValidateTopology: CommonResponse;
  readonly CanUpdateMachine: CommonResponse & {
    readonly machinePatch?: WirePatch;
    readonly infrastructureMachinePatch?: WirePatch;
    readonly bootstrapConfigPatch?: WirePatch;
  };
  readonly CanUpdateMachineSet: CommonResponse & {
    readonly machineSetPatch?: WirePatch;
    readonly infrastructureMachineTemplatePatch?: WirePatch;
    readonly bootstrapConfigTemplatePatch?: WirePatch;
  };
  readonly GenerateUpgradePlan: CommonResponse & {
    readonly controlPlaneUpgrades?: readonly UpgradeStep[];
    readonly workersUpgrades?: readonly UpgradeStep[];
  };
}

/** The response of each hook, as it is sent. */
export type HookResponse<H extends HookName = HookName> = H extends BlockingHook
  ? RetryResponse
  : H extends keyof OtherResponses
    ? OtherResponses[H]
    : never;
