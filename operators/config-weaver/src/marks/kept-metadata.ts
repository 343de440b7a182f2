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
    const text = typeof value === 'string' ? value : JSON.stringify(value); // of an object, so that it begins with a brace
    const known = shared.get(text);
    if (known !== undefined) return known as T; // the same text is the same value, and no name or time begins with a brace
    if (shared.size >= sharedValues) shared.clear();
    shared.set(text, value);
    return value;
  };
  const bare = ({ name, namespace = '', uid, resourceVersion, creationTimestamp }: ObjectMeta): ObjectMeta => ({
    name: share(name),
    namespace: share(namespace),
    uid,
    resourceVersion,
    creationTimestamp: share(creationTimestamp),
  });
  return (object) => {
    const { metadata } = object;
    const type = { apiVersion: share(object.apiVersion), kind: share(object.kind) };
    if (!ownerOf(object) && ownerUids(object).length === 0) return { ...type, metadata: bare(metadata) };
    const { labels = {}, annotations = {}, managedFields = [] } = metadata;
    const kept: ObjectMeta = {
      ...bare(metadata),
      labels: share(labels),
      annotations: share(annotations),
      managedFields: managedFields.map(({ manager, time, fieldsV1 }) => ({
        ...(manager !== undefined && { manager: share(manager) }),
        ...(time !== undefined && { time: share(time) }),
        ...(fieldsV1 && { fieldsV1: share(fieldsV1) }),
      })),
    };
    return { ...type, metadata: kept };
  };
}
