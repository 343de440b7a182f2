import { createHash } from 'node:crypto';
import { CapiError, type HookCluster, requestCluster } from '@capstan/capi';
import { isJsonObject, type JsonObject, type JsonValue } from '@capstan/schema';
import { parseAllDocuments } from 'yaml';

/** The part of `spec.topology` that hooks and their callers go by. */
export interface Topology extends JsonObject {
  readonly version: string;
  readonly classRef: { readonly name: string; readonly namespace?: string };
  readonly controlPlane?: { readonly replicas?: number };
  readonly workers?: { readonly machineDeployments?: readonly MachineDeploymentTopology[] };
  readonly variables?: readonly { readonly name: string; readonly value: JsonValue }[];
}

/** Machines of one class. */
export interface MachineDeploymentTopology extends JsonObject {
  readonly class: string;
  readonly name: string;
  readonly replicas?: number;
}

/** A Cluster with a topology: the only ones that hooks are called for. */
export interface TopologyCluster extends HookCluster {
  readonly metadata: HookCluster['metadata'] & { readonly namespace: string };
  readonly spec: JsonObject & { readonly topology: Topology };
}

/** Reads the Cluster of a manifest in YAML or JSON; other objects in it are passed over. Throws `InvalidValue`. */
export function readCluster(text: string, from = 'the manifest'): TopologyCluster {
  const documents = parseAllDocuments(text);
  const broken = Array.isArray(documents) ? documents.flatMap(({ errors }) => errors)[0] : undefined;
  if (broken)
    throw invalid(`${from} is not YAML: ${broken.message.split('\n')[0]?.replace(/:$/, '')}`, 'Check it with a YAML linter.');
  const objects = [...documents].map((document): unknown => {
    try {
      return document.toJS();
    } catch {
      // Its own words name the alias, and a password in no quotes may begin with an asterisk.
      throw invalid(`${from} is not YAML: an alias (*name) has no anchor, or there are too many`, 'Put such a text into quotes.');
    }
  });
  const cluster = objects.find((object) => isJsonObject(object) && object['kind'] === 'Cluster');
  if (cluster === undefined) {
    const kinds = objects.flatMap((object) => (isJsonObject(object) && typeof object['kind'] === 'string' ? object['kind'] : []));
    throw invalid(
      `there is no Cluster in ${from}${kinds.length > 0 ? `, only ${kinds.join(', ')}` : ''}`,
      "Give the manifest of a Cluster: kubectl get cluster NAME -o yaml, or what 'clusterctl generate cluster' prints.",
    );
  }
  return topologyCluster(cluster, from);
}

/** A Cluster as an API server would answer it: what a manifest leaves out is filled in. Throws `InvalidValue`. */
export function topologyCluster(object: unknown, from = 'the object'): TopologyCluster {
  const { apiVersion, metadata, spec } = checked(object, from);
  const name = String(metadata['name']);
  const namespace = typeof metadata['namespace'] === 'string' ? metadata['namespace'] : 'default';
  const cluster = {
    kind: 'Cluster',
    apiVersion,
    metadata: {
      uid: uuidOf(`${namespace}/${name}`),
      resourceVersion: '1000',
      generation: 1,
      creationTimestamp: '2026-01-01T00:00:00Z',
      ...metadata,
      name,
      namespace,
    },
    spec,
  };
  return requestCluster(cluster as unknown as HookCluster) as TopologyCluster; // checked() has seen kind and topology
}

/** A small Cluster, for when none is at hand. */
export function sampleCluster({ name = 'sample', version = 'v1.34.0' } = {}): TopologyCluster {
  return topologyCluster({
    apiVersion: 'cluster.x-k8s.io/v1beta2',
    kind: 'Cluster',
    metadata: { name, namespace: 'default' },
    spec: {
      clusterNetwork: {
        services: { cidrBlocks: ['10.128.0.0/12'] },
        pods: { cidrBlocks: ['192.168.0.0/16'] },
        serviceDomain: 'cluster.local',
      },
      topology: {
        classRef: { name: 'quick-start' },
        version,
        controlPlane: { replicas: 3 },
        workers: { machineDeployments: [{ class: 'default-worker', name: 'md-0', replicas: 2 }] },
      },
    },
  });
}

interface Checked {
  readonly apiVersion: string;
  readonly metadata: JsonObject;
  readonly spec: JsonObject;
}

function checked(object: unknown, from: string): Checked {
  const { apiVersion, kind, metadata, spec } = isJsonObject(object) ? object : {};
  if (kind !== 'Cluster' || typeof apiVersion !== 'string' || !apiVersion.startsWith('cluster.x-k8s.io/'))
    throw invalid(`${from} is no Cluster of cluster.x-k8s.io`, 'Its kind is Cluster, its apiVersion cluster.x-k8s.io/v1beta2.');
  if (!isJsonObject(metadata) || typeof metadata['name'] !== 'string' || metadata['name'] === '')
    throw invalid(`the Cluster in ${from} has no metadata.name`, 'Give it a name.');
  const topology = isJsonObject(spec) ? spec['topology'] : undefined;
  if (!isJsonObject(spec) || !isJsonObject(topology) || typeof topology['version'] !== 'string')
    throw invalid(
      `Cluster ${metadata['name']} in ${from} has no spec.topology.version`,
      'Cluster API calls hooks only for Clusters with a topology (of a ClusterClass).',
    );
  checkNamed(topology['variables'], `spec.topology.variables of Cluster ${metadata['name']} in ${from}`);
  const workers = isJsonObject(topology['workers']) ? topology['workers'] : {};
  checkNamed(workers['machineDeployments'], `spec.topology.workers.machineDeployments of Cluster ${metadata['name']} in ${from}`);
  const { class: className, classRef } = topology;
  const classed = isJsonObject(classRef) ? topology : { ...topology, classRef: { name: className ?? 'quick-start' } };
  return { apiVersion, metadata, spec: { ...spec, topology: classed } } as unknown as Checked; // parsed YAML is JSON
}

function checkNamed(list: unknown, what: string): void {
  if (list === undefined || list === null) return;
  if (Array.isArray(list) && list.every((item) => isJsonObject(item) && typeof item['name'] === 'string')) return;
  throw invalid(`${what} is not a list of objects with names`, 'Write each as {name: …} and its other fields.');
}

/** A uid that is the same for the same name in every run. */
export function uuidOf(seed: string): string {
  const hex = createHash('sha256').update(seed).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Five characters at the end of a name, as generated names have them; the same for the same seed. */
export function suffixOf(seed: string): string {
  return uuidOf(seed).slice(0, 5);
}

function invalid(message: string, hint: string): CapiError {
  return new CapiError(message, { code: 'InvalidValue', hint });
}
