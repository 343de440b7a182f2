import { cutName, type ObjectMeta } from '@capstan/schema';
import type { Sync } from '../api/sync.ts';
import { sourcesOf } from '../api/sync-indexes.ts';
import { lastApplied } from '../api/sync-spec.ts';
import type { Composed } from '../content/compose.ts';
import { digestOf, shortHash } from '../content/content.ts';
import type { ReadSource } from '../content/read-sources.ts';
import { copyMarks, pathOf } from '../marks/copy-marks.ts';
import type { Desired } from './copy-job.ts';

/** What copies of a sync are called, before any hash. */
export const copyName = (sync: Sync): string => sync.spec.targetName ?? sourcesOf(sync)[0]?.name ?? '';

/** What the names of hashed copies begin with. */
export const hashedPrefix = (sync: Sync): string => `${cutName(copyName(sync), 236)}-`;

/** The copy that a sync wants of what was read. */
export function desiredCopy(
  sync: Sync,
  sources: readonly ReadSource[],
  { content }: Extract<Composed, { readonly ok: true }>,
): Desired {
  const path = [...new Set(sources.flatMap(({ metadata, ref }) => [...pathOf(metadata), `${ref.namespace}/${ref.name}`]))];
  const revision = revisionOf(sync, sources, content);
  const { metadata: wanted = {} } = sync.spec;
  const marks = sync.spec.conflictPolicy === 'Merge' ? { labels: {}, annotations: {} } : copyMarks(sync, { revision, path });
  const labels = { ...listed(sources, 'labels', wanted.copyLabels), ...wanted.labels, ...marks.labels };
  const annotations = { ...listed(sources, 'annotations', wanted.copyAnnotations), ...wanted.annotations, ...marks.annotations };
  const isHashed = sync.spec.immutable === 'Hashed';
  return {
    name: isHashed ? `${hashedPrefix(sync)}${revision}` : copyName(sync),
    content,
    revision,
    fingerprint: shortHash(JSON.stringify([revision, labels, annotations])),
    labels,
    annotations,
    path,
    sourceNamespaces: new Set(sources.map(({ ref }) => ref.namespace)),
    immutable: isHashed,
  };
}

/**
 * Of Secrets by the versions of the sources: whoever sees a digest of what they hold, in the name of a hashed copy or in its
 * marks, could try out short values.
 */
function revisionOf(sync: Sync, sources: readonly ReadSource[], content: Desired['content']): string {
  if (sync.kind === 'ConfigMapSync') return digestOf(content);
  const versions = sources.map(({ metadata }) => `${metadata.uid} ${metadata.resourceVersion}`);
  const { keys, allowPrivateKey } = sync.spec;
  return shortHash(JSON.stringify([versions, keys ?? {}, allowPrivateKey]));
}

/** Labels or annotations that are copied because the spec lists them. */
function listed(
  sources: readonly { readonly metadata: ObjectMeta }[],
  map: 'labels' | 'annotations',
  keys: readonly string[] = [],
): Readonly<Record<string, string>> {
  const all: Readonly<Record<string, string>> = Object.assign({}, ...sources.map(({ metadata }) => metadata[map] ?? {}));
  const isCopied = (key: string) => Object.hasOwn(all, key) && key !== lastApplied; // a sync of before could name it
  return Object.fromEntries(keys.flatMap((key) => (isCopied(key) ? [[key, all[key] ?? '']] : [])));
}
