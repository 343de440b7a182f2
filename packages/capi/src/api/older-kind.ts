import type { BuiltIn, KubeObject } from '@capstan/schema';

/** A kind in a version that Cluster API serves beside the stored one, by conversion. */
export type OlderKind<Object extends KubeObject> = BuiltIn<Object>;

/** Names a kind of an older version; its types come from the annotation of the constant. */
export function olderKind<R extends OlderKind<KubeObject>>(facts: Pick<R, 'group' | 'version' | 'kind' | 'plural' | 'scope'>): R {
  return facts as R; // the phantom types are all that the facts lack
}
