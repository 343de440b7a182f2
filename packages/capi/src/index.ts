export type { ApiKind } from './api/api-kind.ts';
export {
  type ClusterApiCrdOptions,
  type ClusterApiDefinition,
  type ClusterApiGroup,
  clusterApiCrds,
  clusterApiGroups,
} from './api/cluster-api-crds.ts';
export type { OlderKind } from './api/older-kind.ts';
export { CapiError, type CapiErrorCode, type CapiErrorDetails } from './capi-error.ts';
export { type BackgroundContext, type Extension, type ExtensionDefinition, extension } from './extension/extension.ts';
export * from './generated/kinds.ts';
export * as v1beta1 from './generated/kinds-v1beta1.ts';
export {
  type Answer,
  type Fail,
  fail,
  type Proceed,
  type Provide,
  proceed,
  provide,
  type Raw,
  type Retry,
  raw,
  retry,
} from './hooks/answer.ts';
export { type HookContext, type HookHandler, type HookOptions, hook } from './hooks/define-hook.ts';
export {
  type BlockingHook,
  type HandledHook,
  type HookName,
  hookNames,
  hookPath,
  hooksApiVersion,
  isBlocking,
  isHookName,
  isLifecycle,
  type LifecycleHook,
  lifecycleHooks,
} from './hooks/hook-names.ts';
export type { HolderReference, HookCluster, HookObject, HookVariable } from './hooks/hook-objects.ts';
export type { HookRequest, HookRequests, PatchItem, UpgradeStep } from './hooks/hook-requests.ts';
export type {
  CommonResponse,
  DiscoveredHandler,
  HookResponse,
  RetryResponse,
  WirePatch,
  WireVariable,
} from './hooks/hook-responses.ts';
export { responseOf } from './hooks/response.ts';
