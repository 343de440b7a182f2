import { isJsonObject, type JsonValue } from '@capstan/schema';
import type { TopologyCluster } from '../cluster/topology-cluster.ts';
import type { HookCaller } from './hook-caller.ts';
import type { TimelineEntry } from './timeline.ts';

/** Asks for the variables that extensions define, and gives the Cluster the defaults of those it does not set. */
export async function* discoverVariables(
  hooks: HookCaller,
  cluster: TopologyCluster,
): AsyncGenerator<TimelineEntry, TopologyCluster> {
  const { topology } = cluster.spec;
  const variables = [...(topology.variables ?? [])];
  for (const { name: handler } of hooks.registry.handlersOf('DiscoverVariables', cluster)) {
    const answer = yield* hooks.callOne('DiscoverVariables', handler, { subject: cluster, request: {} });
    for (const { name, schema } of answer.variables ?? []) {
      const value = defaultOf(schema);
      if (value !== undefined && !variables.some((variable) => variable.name === name)) variables.push({ name, value });
    }
  }
  if (variables.length === 0) return cluster;
  return { ...cluster, spec: { ...cluster.spec, topology: { ...topology, variables } } };
}

function defaultOf(schema: unknown): JsonValue | undefined {
  const definition = isJsonObject(schema) ? schema['openAPIV3Schema'] : undefined;
  return isJsonObject(definition) ? (definition['default'] as JsonValue | undefined) : undefined; // decoded from JSON
}
