import type { MetadataReader } from '@capstan/runtime';
import { type LabelSelector, labelSelectorOf, type MetadataObject } from '@capstan/schema';
import { isTroubled, type TargetState } from './copy-job.ts';
import { accountOf, type Sync } from './sync.ts';
import { sourcesOf } from './sync-indexes.ts';

/** The selector of a sync's namespaces, if it has one. */
export function namespaceSelectorOf({ spec }: Sync): LabelSelector | undefined {
  return spec.namespaceSelector && labelSelectorOf(spec.namespaceSelector);
}

/** Namespaces that should have a copy: those named, and those whose labels match now, but for the sources' own. Sorted, each once. */
export function wantedNamespaces(sync: Sync, namespaces: Pick<MetadataReader, 'list'>): readonly string[] {
  const selector = namespaceSelectorOf(sync);
  const own = new Set(sourcesOf(sync).map(({ namespace }) => namespace));
  const selected = selector
    ? namespaces
        .list(selector)
        .filter(isStaying)
        .map(({ metadata }) => metadata.name)
        .filter((name) => !own.has(name))
    : [];
  return [...new Set([...(sync.spec.syncToNamespaces ?? []), ...selected])].sort();
}

/** A namespace that is being deleted is no target of a selector any more. */
const isStaying = ({ metadata }: MetadataObject) => metadata.deletionTimestamp === undefined;

/**
 * Takes the names of namespaces out of what a tenant is told, where it did not name them and has no rights in them: a
 * selector must not be a way to list the namespaces of others.
 */
export function withoutForeignNames(sync: Sync, states: readonly TargetState[]): readonly TargetState[] {
  if (!sync.spec.namespaceSelector) return states;
  const named = new Set(sync.spec.syncToNamespaces);
  const message = `ServiceAccount ${accountOf(sync)} lacks rights in a namespace that the selector matches; name it in syncToNamespaces to see which`;
  return states.map((state) => {
    const isForeign = isTroubled(state) && (state.reason === 'Forbidden' || state.reason === 'QuotaExceeded');
    return isForeign && !named.has(state.namespace) ? { ...state, message, hidden: true } : state;
  });
}
