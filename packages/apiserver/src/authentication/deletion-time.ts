import type { StoredObject } from '../storage/store.ts';

const known = new WeakMap<StoredObject, number>();

/** Milliseconds since the epoch; infinity while nobody deleted the object. Each state of an object is looked into once. */
export function deletionTimeOf(object: StoredObject): number {
  let time = known.get(object);
  if (time === undefined) {
    time = readDeletionTime(object.bytes);
    known.set(object, time);
  }
  return time;
}

function readDeletionTime(bytes: Buffer): number {
  if (!bytes.includes('"deletionTimestamp"')) return Number.POSITIVE_INFINITY;
  const { metadata } = JSON.parse(bytes.toString());
  return metadata?.deletionTimestamp ? Date.parse(metadata.deletionTimestamp) : Number.POSITIVE_INFINITY;
}
