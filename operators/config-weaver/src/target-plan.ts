import type { MetadataReader } from '@capstan/runtime';
import type { MetadataObject } from '@capstan/schema';
import { type LabelSelector, labelSelectorOf } from '@capstan/schema';
import type { Sync } from './sync.ts';

/** The selector of a sync's namespaces, if it has one. */
export function namespaceSelectorOf({ spec }: Sync): LabelSelector | undefined {
  return spec.namespaceSelector && labelSelectorOf(spec.namespaceSelector);
}

/** Namespaces that should have a copy: those named, and those whose labels match now. Sorted, each once. */
export function wantedNamespaces(sync: Sync, namespaces: Pick<MetadataReader, 'list'>): readonly string[] {
  const selector = namespaceSelectorOf(sync);
  const selected = selector
    ? namespaces
        .list(selector)
        .filter(isStaying)
        .map(({ metadata }) => metadata.name)
    : [];
  return [...new Set([...(sync.spec.syncToNamespaces ?? []), ...selected])].sort();
}

/** A namespace that is being deleted is no target of a selector any more. */
const isStaying = ({ metadata }: MetadataObject) => metadata.deletionTimestamp === undefined;
