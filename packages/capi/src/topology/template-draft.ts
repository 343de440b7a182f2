import { apiVersionOf, type ObjectOf, type ResourceType } from '@capstan/schema';
import type { HookObject } from '../hooks/hook-objects.ts';

/** A type whose fields may be written, all the way down. */
export type Mutable<T> = T extends readonly (infer E)[]
  ? Mutable<E>[]
  : T extends object
    ? { -readonly [K in keyof T]: Mutable<T[K]> }
    : T;

/** A copy of an object that may be changed: what differs in the end becomes a patch. {@link isKind} gives it the type of its kind. */
export type Draft = Mutable<HookObject>;

/**
 * Whether an object is of a kind, in its version; then it has the kind's type.
 *
 * @example
 * if (isKind(template, KubeadmConfigTemplate) && template.spec) template.spec.template.spec = { files };
 */
export function isKind<R extends ResourceType>(draft: Draft, resource: R): draft is Draft & Mutable<ObjectOf<R>> {
  return draft.kind === resource.kind && draft.apiVersion === apiVersionOf(resource);
}
