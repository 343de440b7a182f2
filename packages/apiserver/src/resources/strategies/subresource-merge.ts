import type { MutableObject } from '../served-kind.ts';

/** What a request to a subresource changes: takes it from `from` into a copy of the live object. */
export type SubresourceMerge = (into: MutableObject, from: MutableObject) => void;

/** Of custom resources: status, and who manages its fields. */
export const keepStatusOnly: SubresourceMerge = (into, from) => {
  take(into, from, 'status');
  if (from.metadata.managedFields) into.metadata.managedFields = from.metadata.managedFields;
};

/** Of built-in kinds: everything but spec. */
export const keepStatusAndAnnotations: SubresourceMerge = (into, from) => {
  const { spec } = into;
  for (const key of Object.keys(into)) if (!(key in from)) delete into[key];
  Object.assign(into, from);
  if (spec === undefined) delete into['spec'];
  else into['spec'] = spec;
};

export function take(into: MutableObject, from: MutableObject, field: string): void {
  if (from[field] === undefined) delete into[field];
  else into[field] = from[field];
}
