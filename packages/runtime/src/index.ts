export { type CacheChange, Informer, type InformerOptions } from './cache/informer.ts';
export { type Clock, systemClock } from './clock.ts';
export type {
  Context,
  Controller,
  ControllerDefinition,
  Logger,
  MetadataCache,
  MetadataReader,
  MetricDefinition,
  MetricValue,
  PolicyRule,
  ServiceAccountRef,
  TenantClient,
} from './controller.ts';
export { controller } from './define-controller.ts';
export { errorFields } from './error-fields.ts';
export { leaderElectionRules } from './least-rules.ts';
export { createLogger, type LoggerOptions, silentLogger } from './logger.ts';
export type { LeaderElectionOptions, ManagerEvent, ManagerOptions } from './manager.ts';
export { disruptionBudget } from './manifests/disruption-budget.ts';
export { type Manifest, podLabels } from './manifests/manifest.ts';
export { type OperatorDeploymentOptions, operatorDeployment, type SecretMount } from './manifests/operator-deployment.ts';
export { type OperatorIdentityOptions, operatorIdentity } from './manifests/operator-identity.ts';
export { type OperatorManifestOptions, operatorManifests } from './manifests/operator-manifests.ts';
export { tenantRoles } from './manifests/tenant-roles.ts';
export { done, type Outcome, requeue } from './outcome.ts';
export { annotations, changed, generation, labels, type Predicate } from './predicate.ts';
export { type WorkItem, WorkQueue, type WorkQueueOptions } from './queue/work-queue.ts';
export { run } from './run.ts';
export { RuntimeError, type RuntimeErrorCode, TerminalError } from './runtime-error.ts';
export { serviceAccountClient } from './tenants/service-account-tokens.ts';
export { type IndexedCache, type Shown, type Watch, type WatchDefinition, watch } from './watch.ts';
