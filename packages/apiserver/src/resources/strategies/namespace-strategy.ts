import { isJsonObject } from '@capstan/schema';
import type { MutableObject } from '../served-kind.ts';
import type { Strategy } from './strategy.ts';
import { keepStatusAndAnnotations } from './subresource-merge.ts';

const nameLabel = 'kubernetes.io/metadata.name';
const protectedNames: ReadonlySet<string | undefined> = new Set(['default', 'kube-system', 'kube-public']);

/** Namespaces are held by `spec.finalizers` until the controller has emptied them, and carry their name as a label. */
export const namespaceStrategy: Partial<Strategy> = {
  prepareCreate(namespace) {
    const { finalizers = [] } = specOf(namespace);
    const others = Array.isArray(finalizers) ? finalizers.filter((name) => name !== 'kubernetes') : [];
    delete namespace['status'];
    namespace['spec'] = { finalizers: ['kubernetes', ...others] };
    namespace['status'] = { phase: 'Active' };
    labelByName(namespace);
  },
  prepareUpdate(next) {
    labelByName(next);
  },
  markDeleted(namespace) {
    namespace['status'] = { ...statusOf(namespace), phase: 'Terminating' };
  },
  isHeld(namespace) {
    const { finalizers } = specOf(namespace);
    return Array.isArray(finalizers) && finalizers.length > 0;
  },
  refuseDeletion({ metadata }) {
    return protectedNames.has(metadata.name) ? 'this namespace may not be deleted' : undefined;
  },
  mergeSubresource: {
    status: keepStatusAndAnnotations,
    finalize(into, from) {
      into['spec'] = { ...specOf(into), finalizers: specOf(from)['finalizers'] ?? [] };
    },
  },
};

/** What can't be changed on the Namespace itself: its finalizers have a subresource. */
export function keepNamespaceSpec(next: MutableObject, live: MutableObject): void {
  next['spec'] = live['spec'];
}

function labelByName({ metadata }: MutableObject): void {
  if (metadata.name) metadata.labels = { ...metadata.labels, [nameLabel]: metadata.name };
}

const specOf = (namespace: MutableObject) => recordOf(namespace['spec']);
const statusOf = (namespace: MutableObject) => recordOf(namespace['status']);
const recordOf = (value: unknown) => (isJsonObject(value) ? value : {});
