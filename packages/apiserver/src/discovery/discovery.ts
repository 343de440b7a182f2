import { createHash } from 'node:crypto';
import { unknownResource } from '../errors/status-error.ts';
import { noSuchTransform, parseAccept } from '../request/accept.ts';
import type { KindRegistry } from '../resources/served-kind.ts';
import { groupDiscoveryList } from './aggregated-discovery.ts';
import { apiResourceList } from './api-resources.ts';
import { type ServedGroup, servedGroups } from './served-groups.ts';

/** A document about the server, encoded as JSON. */
export interface DiscoveryDocument {
  /** `application/yaml` asks the caller to write the body as YAML. */
  readonly contentType: string;
  readonly body: Buffer;
  /** Quoted, as the header has it. Only aggregated documents have one; a client that sends it back is answered 304. */
  readonly etag?: string;
}

export interface Discovery {
  /**
   * The document at `/api`, `/apis`, `/apis/<group>`, `/api/v1` or `/apis/<group>/<version>`. `undefined`: there is nothing
   * at this path, and the answer is a plain 404. Throws a `StatusError` for a version that a known group does not
   * serve, and when the client accepts none of the formats.
   */
  respond(path: string, accept: string | undefined): DiscoveryDocument | undefined;
}

interface DiscoveryOptions {
  readonly registry: KindRegistry;
  /** `host:port` by which clients reach this server. */
  readonly serverAddress: () => string;
}

/** Discovery documents, made when first asked for and kept until a kind comes or goes. */
export function createDiscovery({ registry, serverAddress }: DiscoveryOptions): Discovery {
  let version = -1;
  let groups: ReadonlyMap<string, ServedGroup> = new Map();
  const documents = new Map<string, DiscoveryDocument>();
  const legacy = (path: string) => legacyDocument(path, groups, serverAddress);

  return {
    respond(path, accept) {
      if (version !== registry.version) {
        documents.clear();
        groups = servedGroups(registry);
        version = registry.version;
      }
      const trimmed = path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
      const aggregates = trimmed === '/api' || trimmed === '/apis';
      const format = discoveryFormat(accept, aggregates);
      const key = `${format} ${trimmed}`;
      const known = documents.get(key);
      if (known) return known;
      const content = format === 'aggregated' ? aggregatedDocument(trimmed, groups) : legacy(trimmed);
      if (!content) return undefined;
      const document = encode(content, format);
      documents.set(key, document);
      return document;
    },
  };
}

type Format = 'json' | 'yaml' | 'aggregated';

function discoveryFormat(accept: string | undefined, aggregates: boolean): Format {
  if (!accept) return 'json';
  for (const { type, parameters } of parseAccept(accept)) {
    if (parameters.has('as')) {
      if (aggregates && type === 'application/json' && isGroupDiscovery(parameters)) return 'aggregated';
    } else if (type === 'application/json' || type === '*/*' || type === 'application/*') {
      return 'json';
    } else if (type === 'application/yaml') {
      return 'yaml';
    }
  }
  throw noSuchTransform();
}

const isGroupDiscovery = (parameters: ReadonlyMap<string, string>) =>
  parameters.get('as') === 'APIGroupDiscoveryList' &&
  parameters.get('g') === 'apidiscovery.k8s.io' &&
  parameters.get('v') === 'v2';

function aggregatedDocument(path: string, groups: ReadonlyMap<string, ServedGroup>): object {
  return groupDiscoveryList([...groups.values()].filter(({ name }) => (name === '') === (path === '/api')));
}

function legacyDocument(path: string, groups: ReadonlyMap<string, ServedGroup>, serverAddress: () => string): object | undefined {
  const [, root, ...rest] = path.split('/');
  if (root === 'api') {
    if (rest.length === 0) return apiVersions(serverAddress());
    return rest.length === 1 ? resourceList(groups.get(''), rest[0] ?? '') : undefined;
  }
  if (root !== 'apis' || rest.length > 2) return undefined;
  const [name, version] = rest;
  if (name === undefined) return groupList(groups);
  const group = name === '' ? undefined : groups.get(name);
  if (!group) return undefined;
  return version === undefined ? { kind: 'APIGroup', apiVersion: 'v1', ...groupEntry(group) } : resourceList(group, version);
}

const apiVersions = (serverAddress: string) => ({
  kind: 'APIVersions',
  versions: ['v1'],
  serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress }],
});

const groupList = (groups: ReadonlyMap<string, ServedGroup>) => ({
  kind: 'APIGroupList',
  apiVersion: 'v1',
  groups: [...groups.values()].filter(({ name }) => name !== '').map(groupEntry),
});

function groupEntry({ name, versions }: ServedGroup) {
  const entries = [...versions.keys()].map((version) => ({ groupVersion: `${name}/${version}`, version }));
  return { name, versions: entries, preferredVersion: entries[0] };
}

function resourceList(group: ServedGroup | undefined, version: string): object {
  const resources = group?.versions.get(version);
  if (!group || !resources) throw unknownResource();
  return apiResourceList(group.name === '' ? version : `${group.name}/${version}`, resources);
}

const aggregatedType = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

function encode(content: object, format: Format): DiscoveryDocument {
  const body = Buffer.from(JSON.stringify(content));
  if (format !== 'aggregated') return { contentType: `application/${format}`, body };
  return { contentType: aggregatedType, body, etag: `"${createHash('sha512').update(body).digest('hex').toUpperCase()}"` };
}
