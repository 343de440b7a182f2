import type { KubeObject, MetadataObject } from '@capstan/schema';

/**
 * A function of an object whose value decides: the object matters when the value differs from the last one seen for
 * its uid. Values are compared structurally.
 */
export interface Predicate<in Object extends KubeObject | MetadataObject> {
  value(object: Object): unknown;
  /** Matters when either differs. */
  or<Other extends Object>(other: Predicate<Other>): Predicate<Other>;
}

export function changed<Object extends KubeObject>(value: (object: Object) => unknown): Predicate<Object> {
  return {
    value,
    or: (other) => changed((object) => [value(object), other.value(object)]),
  };
}

/** `metadata.generation`, which the server moves when the spec changes. */
export const generation: Predicate<KubeObject> = changed((object) => object.metadata.generation);
export const labels: Predicate<KubeObject> = changed((object) => object.metadata.labels);
export const annotations: Predicate<KubeObject> = changed((object) => object.metadata.annotations);
