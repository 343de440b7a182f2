import type { KubeObject, ObjectRef, ResourceType } from '@capstan/schema';

/** `namespace/name`, or `/name` at cluster scope. */
export const keyOf = ({ namespace, name }: ObjectRef): string => `${namespace ?? ''}/${name}`;

export const keyOfObject = (object: KubeObject): string => `${object.metadata.namespace ?? ''}/${object.metadata.name}`;

export function refOfKey(key: string): ObjectRef {
  const slash = key.indexOf('/');
  const namespace = key.slice(0, slash);
  return { name: key.slice(slash + 1), ...(namespace !== '' && { namespace }) };
}

const resourceIds = new WeakMap<ResourceType, string>();

/** Tells kinds apart: `group/version/plural`. Made once for each kind, so that the many keys that hold it share it. */
export function resourceId(resource: ResourceType): string {
  const known = resourceIds.get(resource);
  if (known !== undefined) return known;
  const made = `${resource.group}/${resource.version}/${resource.plural}`;
  resourceIds.set(resource, made);
  return made;
}
