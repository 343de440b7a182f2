import type { JsonObject, JsonValue } from '@capstan/schema';
import { parse } from 'yaml';
import { objectIn, recordIn, stringsIn, textIn } from '../json-fields.ts';
import { ReadinessError } from '../readiness-error.ts';
import { type NodeChoice, nodeChoiceOf } from './node-affinity.ts';

export const resultFormats = ['junit', 'gojson', 'raw', 'manual'] as const;
export type ResultFormat = (typeof resultFormats)[number];

/** A plugin as Sonobuoy defines it. */
export interface PluginDefinition {
  readonly name: string;
  readonly driver: 'Job' | 'DaemonSet';
  readonly format: ResultFormat;
  /** Only these result files are looked at. Empty: all. */
  readonly resultFiles: readonly string[];
  readonly configMap: Readonly<Record<string, string>>;
  /** The nodes its pods ask for, where it says so itself. A Job has one pod, and Sonobuoy counts no nodes for it. */
  readonly nodes: NodeChoice;
  /** The whole definition, unchanged. */
  readonly source: JsonObject;
}

const anyNode: NodeChoice = { nodeSelector: {}, affinity: undefined };

/** Reads a definition in Sonobuoy's YAML. Throws `InvalidPlugin` with the field and what it may be. */
export function parsePlugin(text: string, expectedName: string): PluginDefinition {
  const source = readYaml(text, expectedName);
  const config = objectAt(source, 'sonobuoy-config', expectedName);
  const name = textIn(config['plugin-name']);
  if (name !== expectedName || name === 'sonobuoy')
    throw invalid(expectedName, `sonobuoy-config.plugin-name is "${name}"`, `Name it "${expectedName}", as the profile does.`);
  const container = objectAt(source, 'spec', expectedName);
  if (textIn(container['image']) === '') throw invalid(expectedName, 'spec.image is missing', 'Give the container an image.');
  const driver = driverOf(config, name);
  return {
    name,
    driver,
    format: formatOf(config, name),
    resultFiles: stringsIn(config['result-files']),
    configMap: recordIn(source['config-map']),
    nodes:
      driver === 'DaemonSet' ? nodeChoiceOf(objectIn(source['podSpec']), (what, hint) => invalid(name, what, hint)) : anyNode,
    source,
  };
}

function readYaml(text: string, name: string): JsonObject {
  let value: JsonValue;
  try {
    value = parse(text, { maxAliasCount: 100 });
  } catch (error) {
    throw invalid(name, 'it is not YAML', `Check it with 'sonobuoy gen -p'.`, error);
  }
  const definition = objectIn(value);
  if (!definition) throw invalid(name, 'it is not an object', 'Give sonobuoy-config and spec.');
  return definition;
}

function driverOf(config: JsonObject, name: string): PluginDefinition['driver'] {
  const driver = textIn(config['driver']);
  if (driver.toLowerCase() === 'job') return 'Job';
  if (driver.toLowerCase() === 'daemonset') return 'DaemonSet';
  throw invalid(name, `sonobuoy-config.driver is "${driver}"`, 'It is Job or DaemonSet.');
}

function formatOf(config: JsonObject, name: string): ResultFormat {
  const format = textIn(config['result-format']) || 'raw';
  if (format === 'e2e') return 'junit'; // its old name
  const known = resultFormats.find((candidate) => candidate === format);
  if (known) return known;
  throw invalid(name, `sonobuoy-config.result-format is "${format}"`, `It is one of ${resultFormats.join(', ')}.`);
}

function objectAt(source: JsonObject, field: string, name: string): JsonObject {
  const value = objectIn(source[field]);
  if (value) return value;
  throw invalid(name, `${field} is missing`, "See Sonobuoy's plugin definitions for what belongs there.");
}

const invalid = (name: string, what: string, hint: string, cause?: unknown) =>
  new ReadinessError(`the definition of plugin "${name}" is not valid: ${what}`, { code: 'InvalidPlugin', hint, cause });
