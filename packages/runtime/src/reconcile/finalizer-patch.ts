import type { Patch } from '@capstan/client';
import type { KubeObject } from '@capstan/schema';

/** Adds a finalizer; refused by the server when the finalizers, or an object without any, changed meanwhile. */
export function addFinalizer({ metadata }: KubeObject, finalizer: string): Patch {
  const { finalizers = [] } = metadata;
  if (finalizers.length === 0) {
    return {
      type: 'json',
      ops: [
        { op: 'test', path: '/metadata/resourceVersion', value: metadata.resourceVersion },
        { op: 'add', path: '/metadata/finalizers', value: [finalizer] },
      ],
    };
  }
  return {
    type: 'json',
    ops: [
      { op: 'test', path: '/metadata/finalizers', value: finalizers },
      { op: 'add', path: '/metadata/finalizers/-', value: finalizer },
    ],
  };
}

/** Removes one finalizer, by its place and value. */
export function removeFinalizer({ metadata }: KubeObject, finalizer: string): Patch {
  const path = `/metadata/finalizers/${(metadata.finalizers ?? []).indexOf(finalizer)}`;
  return {
    type: 'json',
    ops: [
      { op: 'test', path, value: finalizer },
      { op: 'remove', path },
    ],
  };
}
