import { isJsonObject } from '@capstan/schema';
import { decodeAt } from '../../encoding/stored-bytes.ts';
import { badRequest, notFound, StatusError } from '../../errors/status-error.ts';
import type { KindRegistry, MutableObject } from '../../resources/served-kind.ts';
import type { HandlerContext, ResourceRequest } from '../handler-context.ts';
import { namespaceOf } from '../write-request.ts';

/** Where the kubelet of a pod's node listens, and what it is asked about. */
export interface KubeletAddress {
  readonly host: string;
  readonly port: number;
  /** `NAMESPACE/POD/CONTAINER`, for a path. */
  readonly container: string;
}

const defaultPort = 10_250;
/** In the order of kube-apiserver's `--kubelet-preferred-address-types`. */
const addressTypes = ['Hostname', 'InternalDNS', 'InternalIP', 'ExternalDNS', 'ExternalIP'];

/** `undefined`: the pod is on no node. */
export function kubeletOf(
  request: ResourceRequest,
  { store, kinds }: HandlerContext,
  askedContainer: string,
): KubeletAddress | undefined {
  const { kind, version, info } = request;
  const stored = store.get({ resource: kind.storeResource, namespace: namespaceOf(request), name: info.name });
  if (!stored) throw notFound(kind, info.name);
  const spec = recordOf(decodeAt(stored, kind, version)['spec']);
  const container = containerOf(spec, info.name, askedContainer);
  const nodeName = spec['nodeName'];
  if (typeof nodeName !== 'string' || nodeName === '') return undefined;
  const path = [namespaceOf(request), info.name, container].map(encodeURIComponent).join('/');
  const node = nodeNamed(nodeName, store, kinds);
  if (!node) throw notFound(kind, nodeName); // kube-apiserver, too, says that it misses a pod of the node's name
  return { ...endpointOf(node), container: path };
}

function containerOf(spec: Record<string, unknown>, pod: string, asked: string): string {
  const regular = namesOf(spec['containers']);
  const all = [...namesOf(spec['initContainers']), ...regular, ...namesOf(spec['ephemeralContainers'])];
  if (asked !== '') {
    if (!all.includes(asked)) throw badRequest(`container ${asked} is not valid for pod ${pod}`);
    return asked;
  }
  const [only] = regular;
  if (only !== undefined && regular.length === 1) return only;
  const choice = regular.length === 0 ? '' : `, choose one of: [${all.join(' ')}]`;
  throw badRequest(`a container name must be specified for pod ${pod}${choice}`);
}

function nodeNamed(name: string, store: HandlerContext['store'], kinds: KindRegistry): MutableObject | undefined {
  const nodes = kinds.find('', 'v1', 'nodes');
  const stored = nodes && store.get({ resource: nodes.kind.storeResource, namespace: '', name });
  return stored && decodeAt(stored, nodes.kind, nodes.version);
}

function endpointOf(node: MutableObject): { readonly host: string; readonly port: number } {
  const status = recordOf(node['status']);
  const addresses = listOf(status['addresses']);
  const known = addressTypes.map((type) => addresses.find((address) => address['type'] === type)).find((found) => found);
  if (!known) {
    const printed = addresses.map(({ type, address }) => `{${type} ${address}}`).join(' ');
    throw new StatusError(500, undefined, `no preferred addresses found; known addresses: [${printed}]`);
  }
  const port = Number(recordOf(recordOf(status['daemonEndpoints'])['kubeletEndpoint'])['Port'] ?? 0);
  return { host: String(known['address']), port: port > 0 ? port : defaultPort };
}

const namesOf = (containers: unknown) => listOf(containers).map(({ name }) => String(name));
const recordOf = (value: unknown): Record<string, unknown> => (isJsonObject(value) ? value : {});
const listOf = (value: unknown): Record<string, unknown>[] => (Array.isArray(value) ? value.map(recordOf) : []);
