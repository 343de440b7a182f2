export { ConfigMapSync } from './api/config-map-sync.ts';
export { SecretSync } from './api/secret-sync.ts';
export { configMapSync, configMapSyncController, secretSync, secretSyncController } from './config-weaver.ts';
export { convertSync, isLegacySync, type PlainManifest } from './convert.ts';
export { configWeaverManifests, type ManifestOptions } from './manifests.ts';
export { legacyFinalizer, legacyGroup } from './marks/legacy-marks.ts';
export { type Plan, type PlannedTarget, planSync } from './plan/plan.ts';
export type { Quota } from './quota/quota.ts';
export type { WeaverOptions } from './visit/visit.ts';
