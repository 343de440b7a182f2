export { ConfigMapSync } from './config-map-sync.ts';
export { configMapSync } from './config-weaver.ts';
export { configWeaverManifests, type ManifestOptions } from './manifests.ts';
