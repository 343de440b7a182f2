import { isJsonObject } from '@capstan/schema';

/** The cluster that a request is about, as `namespace/name`; `undefined` where it says none, as DiscoverVariables. */
export function clusterOf(request: object): string | undefined {
  const { cluster, variables, desired } = request as Readonly<Record<string, unknown>>; // any field may be absent
  if (isJsonObject(cluster)) return nameOf(cluster['metadata']);
  if (Array.isArray(variables)) return nameOf(builtinCluster(variables));
  return isJsonObject(desired) ? ownerOf(desired['machine'] ?? desired['machineSet']) : undefined;
}

function builtinCluster(variables: readonly unknown[]): unknown {
  const builtin: unknown = variables.find((variable) => isJsonObject(variable) && variable['name'] === 'builtin');
  const value = isJsonObject(builtin) ? builtin['value'] : undefined;
  return isJsonObject(value) ? value['cluster'] : undefined;
}

function ownerOf(machine: unknown): string | undefined {
  if (!isJsonObject(machine) || !isJsonObject(machine['spec']) || !isJsonObject(machine['metadata'])) return undefined;
  return nameOf({ name: machine['spec']['clusterName'], namespace: machine['metadata']['namespace'] });
}

function nameOf(meta: unknown): string | undefined {
  if (!isJsonObject(meta) || typeof meta['name'] !== 'string') return undefined;
  const { name, namespace } = meta;
  return `${typeof namespace === 'string' ? namespace : 'default'}/${name}`;
}
