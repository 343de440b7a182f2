import { parse } from 'yaml';
import type { Container, PodSpec, VolumeSpec } from '../pod-types.ts';

/** A plugin, as `plugins.d` has it. */
export interface PluginDefinition {
  readonly config: {
    readonly pluginName: string;
    readonly driver: 'Job' | 'DaemonSet';
    readonly format: 'junit' | 'gojson' | 'raw' | 'manual';
    readonly resultFiles: readonly string[];
    readonly order: number;
    readonly skipCleanup: boolean;
  };
  readonly container: Container;
  readonly podSpec: PodSpec | undefined;
  readonly extraVolumes: readonly VolumeSpec[];
  /** The document as it was. */
  readonly document: Readonly<Record<string, unknown>>;
}

interface PluginDocument {
  readonly 'sonobuoy-config'?: Readonly<Record<string, unknown>>;
  readonly spec?: Container;
  readonly podSpec?: PodSpec;
  readonly 'extra-volumes'?: readonly VolumeSpec[];
}

const formats: Readonly<Record<string, PluginDefinition['config']['format']>> = {
  junit: 'junit',
  e2e: 'junit',
  gojson: 'gojson',
  manual: 'manual',
};

/** Reads a plugin's YAML. Throws when it has no name or no container. */
export function parsePlugin(path: string, text: string): PluginDefinition {
  const parsed: unknown = parse(text);
  const document = (typeof parsed === 'object' && parsed !== null ? parsed : {}) as PluginDocument; // its fields are checked below or stay unread
  const config = document['sonobuoy-config'] ?? {};
  const pluginName = String(config['plugin-name'] ?? '');
  if (pluginName === '' || !document.spec)
    throw new Error(`couldn't load plugin definition file ${path}: it lacks a name or a spec`);
  const files = config['result-files'];
  return {
    config: {
      pluginName,
      driver: String(config['driver']).toLowerCase() === 'daemonset' ? 'DaemonSet' : 'Job',
      format: formats[String(config['result-format'])] ?? 'raw',
      resultFiles: Array.isArray(files) ? files.map(String) : [],
      order: Number(config['order'] ?? 0),
      skipCleanup: config['skip-cleanup'] === true,
    },
    container: document.spec,
    podSpec: document.podSpec,
    extraVolumes: document['extra-volumes'] ?? [],
    document: document as Readonly<Record<string, unknown>>, // the same, by any name
  };
}
