export { ConfigMapSync } from './config-map-sync.ts';
export { configMapSync, configMapSyncController, secretSync, secretSyncController } from './config-weaver.ts';
export { configWeaverManifests, type ManifestOptions } from './manifests.ts';
export { SecretSync } from './secret-sync.ts';
