import type { JsonObject, JsonValue } from '@capstan/schema';
import { stringify } from 'yaml';
import { objectIn, objectsIn } from '../json-fields.ts';
import type { PluginDefinition } from './plugin-definition.ts';

const resultsFolder = '/tmp/sonobuoy/results';
const configFolder = '/tmp/sonobuoy/config';

export interface PluginManifestOptions {
  readonly kubernetesVersion: string;
  /** More environment for the plugin's container, such as a focus on failed cases. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** The definition as the aggregator gets it: version filled in, environment and mounts that every plugin has. */
export function pluginManifest(plugin: PluginDefinition, options: PluginManifestOptions): string {
  const { source, name, configMap } = plugin;
  const withConfig = Object.keys(configMap).length > 0;
  const volumes = [
    ...objectsIn(source['extra-volumes']),
    ...(withConfig ? [{ configMap: { name: pluginConfigMapName(name) }, name: configVolumeName(name) }] : []),
  ];
  const manifest = {
    ...source,
    ...(volumes.length > 0 && { 'extra-volumes': volumes }),
    spec: container(plugin, options, withConfig),
  };
  return stringify(manifest, { sortMapEntries: true, indentSeq: false, aliasDuplicateObjects: false, lineWidth: 0 }).trimEnd();
}

export const pluginConfigMapName = (plugin: string) => `plugin-${plugin}-cm`;
const configVolumeName = (plugin: string) => `sonobuoy-${plugin}-vol`;

function container({ source, name }: PluginDefinition, options: PluginManifestOptions, withConfig: boolean): JsonObject {
  const spec = objectIn(source['spec']) ?? {};
  const image = String(spec['image']).replaceAll('$SONOBUOY_K8S_VERSION', options.kubernetesVersion);
  return { ...spec, image, env: environment(spec['env'], options), volumeMounts: mounts(spec['volumeMounts'], name, withConfig) };
}

/** Sorted by name; what Sonobuoy sets wins over the plugin's own. */
function environment(own: JsonValue | undefined, { kubernetesVersion, environment = {} }: PluginManifestOptions): JsonObject[] {
  const set = {
    ...environment,
    RESULTS_DIR: resultsFolder,
    SONOBUOY: 'true',
    SONOBUOY_CONFIG_DIR: configFolder,
    SONOBUOY_K8S_VERSION: kubernetesVersion,
    SONOBUOY_PROGRESS_PORT: '8099',
    SONOBUOY_RESULTS_DIR: resultsFolder,
  };
  const kept = objectsIn(own).filter((entry) => !Object.hasOwn(set, nameOf(entry)));
  const added = Object.entries(set).map(([name, value]) => ({ name, value }));
  return [...kept, ...added].toSorted((left, right) => (nameOf(left) < nameOf(right) ? -1 : 1));
}

function mounts(own: JsonValue | undefined, plugin: string, withConfig: boolean): JsonObject[] {
  const wanted = new Map(withConfig ? [[configVolumeName(plugin), configFolder]] : []).set('results', resultsFolder);
  const kept = objectsIn(own).filter((mount) => !wanted.has(nameOf(mount)));
  return [...kept, ...[...wanted].map(([name, mountPath]) => ({ mountPath, name }))];
}

const nameOf = (item: JsonObject) => String(item['name'] ?? '');
