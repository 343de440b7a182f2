export { capiAnnotations, capiFinalizers, capiHookPrefixes } from './api/annotations.ts';
export type { ApiKind } from './api/api-kind.ts';
export {
  type ClusterApiCrdOptions,
  type ClusterApiDefinition,
  type ClusterApiGroup,
  clusterApiCrds,
  clusterApiGroups,
} from './api/cluster-api-crds.ts';
export {
  type ClusterConditionType,
  type ClusterPhase,
  clusterConditions,
  clusterPhases,
  conditionOf,
  type ExtensionConfigConditionType,
  extensionConfigConditions,
  isConditionTrue,
  type MachineConditionType,
  type MachinePhase,
  machineConditions,
  machinePhases,
} from './api/conditions.ts';
export { type ContractVersion, compatibleContracts, contractLabel, contractOf, contractVersion } from './api/contract.ts';
export { type ClusterSecretPurpose, clusterSecret, clusterSecretKey, clusterSecretType } from './api/kubeconfig-secret.ts';
export { compareKubernetesVersions, type KubernetesVersion, parseKubernetesVersion } from './api/kubernetes-version.ts';
export { capiLabels } from './api/labels.ts';
export type { OlderKind } from './api/older-kind.ts';
export { type ContractKind, type ContractReference, contractKind, referenceRules } from './api/references.ts';
export { CapiError, type CapiErrorCode, type CapiErrorDetails } from './capi-error.ts';
export { type ClusterCache, clusterCache } from './cluster-cache/cluster-cache.ts';
export type { ClusterCacheOptions } from './cluster-cache/cluster-cache-options.ts';
export { clusterCacheRules } from './cluster-cache/cluster-cache-rules.ts';
export type { ClusterChange, ClusterConnection, ClusterHealth } from './cluster-cache/cluster-connection.ts';
export { kubeconfigSecretAnnotation } from './cluster-cache/kubeconfig-source.ts';
export { type ClusterTreeOptions, clusterTree, clusterTreeRules } from './cluster-tree/cluster-tree.ts';
export type {
  ClusterTreeNode,
  GroupNode,
  MissingNode,
  ObjectNode,
  SectionNode,
  TreeObject,
  TreeRole,
} from './cluster-tree/tree-node.ts';
export { type BackgroundContext, type Extension, type ExtensionDefinition, extension } from './extension/extension.ts';
export {
  type ExtensionConfigManifest,
  type ExtensionTarget,
  extensionConfig,
  registerExtension,
} from './extension/extension-config.ts';
export {
  certificateDirectory,
  certificateSecret,
  type ExtensionManifestOptions,
  extensionManifests,
} from './extension/manifests.ts';
export * from './generated/kinds.ts';
export * as v1beta1 from './generated/kinds-v1beta1.ts';
export { type CallRule, type HookCallError, isHookCallError } from './hook-client/call-error.ts';
export { callHook, type HookBody, type HookCall, hookRequestText } from './hook-client/call-hook.ts';
export { retryOf } from './hook-client/combine-answers.ts';
export { decodeResponse } from './hook-client/decode-response.ts';
export { discover, type ExtensionHandler } from './hook-client/discover.ts';
export { type DiscoveryError, type DiscoveryRule, discoveryErrors } from './hook-client/discovery-errors.ts';
export { endpointOf, type HookClientConfig, type HookEndpoint, keepAlive } from './hook-client/hook-endpoint.ts';
export {
  type CallOptions,
  createHookRegistry,
  type ExtensionRegistration,
  type HookOutcome,
  type HookRegistry,
  type HookRegistryOptions,
  type HookSubject,
  type RegisterOptions,
  type RegistryCall,
} from './hook-client/hook-registry.ts';
export { requestCluster } from './hook-client/request-cluster.ts';
export { type RawAnswer, type RawCall, sendHook } from './hook-client/send-hook.ts';
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
export { type CertificateSource, type SourceOptions, servingCertificates } from './server/certificates/certificate-source.ts';
export type { ServingCertificate } from './server/certificates/serving-certificate.ts';
export { type ExtensionServer, type ExtensionServerOptions, startExtensionServer } from './server/extension-server.ts';
export type { CallResult, ObservedCall } from './server/observed-call.ts';
export { type RunExtensionsOptions, runExtensions } from './server/run-extensions.ts';
export { type BuiltinVariables, builtinVariables } from './topology/builtin-variables.ts';
export { invalidTopology, type TopologyError } from './topology/invalid-topology.ts';
export { patchTemplates } from './topology/patch-templates.ts';
export { type Draft, isKind, type Mutable } from './topology/template-draft.ts';
export { type TemplateRole, templateRole } from './topology/template-role.ts';
export { canUpdateMachine, canUpdateMachineSet } from './topology/update-in-place.ts';
export {
  type ReadVariables,
  type VariableDefinition,
  type Variables,
  type VariableValues,
  variables,
} from './topology/variables.ts';
export type { WirePatchOptions } from './topology/wire-patch.ts';
