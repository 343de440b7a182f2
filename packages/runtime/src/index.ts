export type {
  Context,
  Controller,
  ControllerDefinition,
  Logger,
  PolicyRule,
  ServiceAccountRef,
  TenantClient,
} from './controller.ts';
export type { LeaderElectionOptions, ManagerEvent, ManagerOptions } from './manager.ts';
export { done, type Outcome, requeue } from './outcome.ts';
export { annotations, changed, generation, labels, type Predicate } from './predicate.ts';
export { type IndexedCache, type Watch, type WatchDefinition, watch } from './watch.ts';
