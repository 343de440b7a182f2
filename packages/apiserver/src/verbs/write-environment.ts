import type { Admission } from '../admission/admission.ts';
import { encodeObject } from '../encoding/encode-object.ts';
import type { MutableObject } from '../resources/served-kind.ts';
import type { ObjectKey, Store, StoredObject } from '../storage/store.ts';
import type { Target } from './object-verbs.ts';

/** What writing needs. */
export interface WriteEnvironment {
  readonly store: Store;
  readonly admission: Admission;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}

export const keyOf = ({ kind, namespace, name }: Target): ObjectKey => ({ resource: kind.storeResource, namespace, name });

/** A time as Kubernetes writes it: whole seconds. */
export const timestamp = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

/** Writes what was prepared, and waits until a crash can't take it back. Throws a `StaleWriteError` when `current` is not current any more. */
export async function commit(
  { store }: WriteEnvironment,
  target: Target,
  current: StoredObject | undefined,
  change: 'put' | 'delete',
  object: MutableObject,
): Promise<StoredObject> {
  const { kind, version } = target;
  const stored = store.write(keyOf(target), current, change, (revision) => encodeObject(object, kind, version, revision));
  await store.durable(stored.revision);
  return stored;
}

/** What a dry run answers: like the real thing, with the revision there was before. */
export function pretend(target: Target, current: StoredObject | undefined, object: MutableObject): StoredObject {
  const { kind, version } = target;
  return { ...encodeObject(object, kind, version, current?.revision), ...keyOf(target), revision: current?.revision ?? 0 };
}
