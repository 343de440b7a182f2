import type { KubeObject, MetadataInput } from './object-meta.ts';
import type { ResourceType } from './resource-type.ts';

/** What `create` takes for a built-in kind. */
export type BuiltInInput<Object extends KubeObject> = Omit<Object, 'apiVersion' | 'kind' | 'metadata'> & {
  readonly apiVersion?: Object['apiVersion'];
  readonly kind?: Object['kind'];
  readonly metadata?: MetadataInput;
};

export type BuiltIn<Object extends KubeObject> = ResourceType<Object, BuiltInInput<Object>, Object['kind']>;

/** Names a built-in kind; its types come from the annotation of the constant. */
export function builtIn<R extends ResourceType>(facts: Pick<R, 'group' | 'version' | 'kind' | 'plural' | 'scope'>): R {
  return facts as R; // the phantom types are all that the facts lack
}
