import { isJsonObject } from '@capstan/schema';
import type { HookName } from '../hooks/hook-names.ts';
import type { HookRequest } from '../hooks/hook-requests.ts';

type Decoded = { readonly ok: true; readonly request: HookRequest<HookName> } | { readonly ok: false; readonly message: string };

type Shape = 'object' | 'list' | 'text';

const cluster = { cluster: 'object' } as const;
const change = { ...cluster, fromKubernetesVersion: 'text', toKubernetesVersion: 'text' } as const;
const reached = { ...cluster, kubernetesVersion: 'text' } as const;

/** What a handler may rely on, so that it need not look before it reads. */
const required: Readonly<Record<HookName, Readonly<Record<string, Shape>>>> = {
  Discovery: {},
  BeforeClusterCreate: cluster,
  AfterControlPlaneInitialized: cluster,
  BeforeClusterUpgrade: change,
  BeforeControlPlaneUpgrade: change,
  AfterControlPlaneUpgrade: reached,
  BeforeWorkersUpgrade: change,
  AfterWorkersUpgrade: reached,
  AfterClusterUpgrade: reached,
  BeforeClusterDelete: cluster,
  DiscoverVariables: {},
  GeneratePatches: { items: 'list' },
  ValidateTopology: { items: 'list' },
  CanUpdateMachine: { current: 'object', desired: 'object' },
  CanUpdateMachineSet: { current: 'object', desired: 'object' },
  UpdateMachine: { desired: 'object' },
  GenerateUpgradePlan: { ...cluster, fromControlPlaneKubernetesVersion: 'text', toKubernetesVersion: 'text' },
};

/**
 * A request of a hook from its bytes. Unknown fields stay, `apiVersion` and `kind` are not looked at, as upstream. Messages
 * quote nothing of the body: it may hold secrets, and they show up in the Cluster's conditions.
 */
export function decodeRequest(hook: HookName, body: Buffer): Decoded {
  let value: unknown;
  try {
    value = JSON.parse(body.toString());
  } catch {
    return wrong(body.length === 0 ? 'the body is empty' : 'the body is not JSON');
  }
  if (!isJsonObject(value)) return wrong('the body is not a JSON object');
  const shapes = required[hook];
  for (const field in shapes) {
    const shape = shapes[field];
    if (shape === 'list' && value[field] === null) value[field] = []; // how Go writes an empty list
    if (!hasShape(value[field], shape)) return wrong(`${field} is not ${shape === 'object' ? 'an object' : `a ${shape}`}`);
  }
  return wrongCluster(value) ?? { ok: true, request: value as unknown as HookRequest<HookName> }; // its required fields are there
}

function hasShape(value: unknown, shape: Shape | undefined): boolean {
  if (shape === 'list') return Array.isArray(value);
  return shape === 'text' ? typeof value === 'string' : isJsonObject(value);
}

function wrongCluster({ cluster }: Record<string, unknown>): Decoded | undefined {
  if (!isJsonObject(cluster)) return undefined;
  const { metadata } = cluster;
  cluster['spec'] ??= {}; // which Go takes for empty
  return isJsonObject(metadata) && typeof metadata['name'] === 'string'
    ? undefined
    : wrong('cluster.metadata.name is not a text');
}

const wrong = (what: string): Decoded => ({ ok: false, message: `error unmarshalling request: ${what}` });
