import type { MetadataObject, ObjectMeta } from '@capstan/schema';
import { ownerOf, ownerUids } from './copy-marks.ts';

/** Different values that are shared at most; then sharing starts anew. */
const sharedValues = 10_000;

/**
 * Makes what the cache keeps of an object: of a copy everything that tells its state, of any other that it is there. The
 * copies of one sync differ in hardly more than their namespaces, so they share the objects that are equal: ten
 * thousand copies then cost a few megabytes.
 */
export function metadataKeeper(): (object: MetadataObject) => MetadataObject {
  const shared = new Map<string, unknown>();
  const share = <T>(value: T): T => {
    const text = JSON.stringify(value);
    const known = shared.get(text);
    if (known !== undefined) return known as T; // the same text is the same value
    if (shared.size >= sharedValues) shared.clear();
    shared.set(text, value);
    return value;
  };
  return (object) => {
    const { apiVersion, kind, metadata } = object;
    if (!ownerOf(object) && ownerUids(object).length === 0) return { apiVersion, kind, metadata: bare(metadata) };
    const { labels = {}, annotations = {}, managedFields = [] } = metadata;
    const kept: ObjectMeta = {
      ...bare(metadata),
      labels: share(labels),
      annotations: share(annotations),
      managedFields: managedFields.map(({ manager, time, fieldsV1 }) => ({
        ...(manager !== undefined && { manager }),
        ...(time !== undefined && { time }),
        ...(fieldsV1 && { fieldsV1: share(fieldsV1) }),
      })),
    };
    return { apiVersion, kind, metadata: kept };
  };
}

function bare({ name, namespace = '', uid, resourceVersion, creationTimestamp }: ObjectMeta): ObjectMeta {
  return { name, namespace, uid, resourceVersion, creationTimestamp };
}
