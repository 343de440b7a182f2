import type { MetadataReader } from '@capstan/runtime';
import { type LabelSelector, labelSelectorOf, type MetadataObject } from '@capstan/schema';
import type { Sync } from '../api/sync.ts';
import { sourcesOf } from '../api/sync-indexes.ts';
import type { CopyKind } from '../content/copy-kind.ts';
import { longestPath, pathInWords } from '../marks/copy-path.ts';
import { type Desired, refused, type TroubledTarget } from './copy-job.ts';

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

/** Why a namespace can't be a target, whoever may write there. */
export function unfitTarget({ resource }: CopyKind, desired: Desired, namespace: string): TroubledTarget | undefined {
  if (desired.sourceNamespaces.has(namespace))
    return refused(
      namespace,
      'SourceNamespace',
      'the namespace of the source cannot be a target; take it out of syncToNamespaces',
    );
  const here = `${namespace}/${desired.name}`;
  if (desired.path.includes(here)) {
    const cycle = pathInWords([...desired.path, here]);
    const message = `${resource.kind} ${cycle} is a cycle; take the namespace out of the targets, or name another source`;
    return refused(namespace, 'Cycle', message);
  }
  if (desired.path.length <= longestPath) return undefined;
  const way = `${resource.kind} ${pathInWords(desired.path)} is a way of ${desired.path.length} objects`;
  return refused(namespace, 'ChainTooLong', `${way}, and ${longestPath} are the most; name a source that is nearer to the first`);
}
