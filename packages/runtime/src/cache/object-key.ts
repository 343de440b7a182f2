import type { KubeObject, ObjectRef, ResourceType } from '@capstan/schema';

/** `namespace/name`, or `/name` at cluster scope. */
export const keyOf = ({ namespace, name }: ObjectRef): string => `${namespace ?? ''}/${name}`;

export const keyOfObject = (object: KubeObject): string => `${object.metadata.namespace ?? ''}/${object.metadata.name}`;

export function refOfKey(key: string): ObjectRef {
  const slash = key.indexOf('/');
  const namespace = key.slice(0, slash);
  return { name: key.slice(slash + 1), ...(namespace !== '' && { namespace }) };
}

/** Tells kinds apart: `group/version/plural`. */
export const resourceId = ({ group, version, plural }: ResourceType): string => `${group}/${version}/${plural}`;
