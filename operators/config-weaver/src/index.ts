export { ConfigMapSync } from './config-map-sync.ts';
export { configMapSync, configMapSyncController, secretSync, secretSyncController } from './config-weaver.ts';
export { convertSync, isLegacySync, type PlainManifest } from './convert.ts';
export { legacyFinalizer, legacyGroup } from './legacy-marks.ts';
export { configWeaverManifests, type ManifestOptions } from './manifests.ts';
export { type Plan, type PlannedTarget, planSync } from './plan.ts';
export type { Quota } from './quota.ts';
export { SecretSync } from './secret-sync.ts';
export type { WeaverOptions } from './visit.ts';
