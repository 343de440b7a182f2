import type { ObjectRef, ResourceType } from '@capstan/schema';
import { ClientError } from '../client-error.ts';

/** The collection of a kind: of one namespace, or of all when none is given. */
export function collectionPath(resource: ResourceType, namespace: string | undefined): string {
  const base = resource.group === '' ? `/api/${resource.version}` : `/apis/${resource.group}/${resource.version}`;
  if (resource.scope === 'Cluster' || namespace === undefined) return `${base}/${resource.plural}`;
  return `${base}/namespaces/${pathSegment(namespace, 'namespace', resource)}/${resource.plural}`;
}

/** The collection that an object of the kind is created in. */
export function creationPath(resource: ResourceType, namespace: string | undefined): string {
  requireNamespace(resource, namespace);
  return collectionPath(resource, namespace);
}

/** One object. A namespace given for a cluster-scoped kind is left out. */
export function objectPath(resource: ResourceType, ref: ObjectRef, subresource?: string): string {
  requireNamespace(resource, ref.namespace, ref.name);
  const path = `${collectionPath(resource, ref.namespace)}/${pathSegment(ref.name, 'name', resource)}`;
  return subresource === undefined ? path : `${path}/${subresource}`;
}

function requireNamespace(resource: ResourceType, namespace: string | undefined, name?: string): void {
  if (resource.scope === 'Cluster' || (namespace !== undefined && namespace !== '')) return;
  throw new ClientError(`${resource.kind}${name === undefined ? '' : ` ${name}`} needs a namespace`, {
    code: 'NamespaceRequired',
    subject: { kind: resource.kind, ...(name !== undefined && { name }) },
    hint: `${resource.kind} is namespaced: set namespace beside the name, for example to client.defaultNamespace.`,
  });
}

/** An empty name would address the whole collection, and a slash another object: better to stop here. */
function pathSegment(value: string | undefined, what: 'name' | 'namespace', resource: ResourceType): string {
  if (value !== undefined && value !== '' && value !== '.' && value !== '..' && !/[/%]/.test(value))
    return encodeURIComponent(value);
  throw new ClientError(`"${value ?? ''}" cannot be the ${what} of a ${resource.kind}`, {
    code: 'InvalidName',
    subject: { kind: resource.kind },
    hint: `A ${what} is not empty, not . or .., and has no / or %.`,
  });
}
