import type { FieldsV1, ManagedFieldsEntry, ObjectMeta } from '@capstan/schema';

/** Who wrote the content of an object, as far as the server's record says. */
export interface FieldOwners {
  /** Keys of `data` and `binaryData` that our manager wrote last, as `data/key`. */
  readonly ours: ReadonlySet<string>;
  /** Keys that anybody has written. */
  readonly all: ReadonlySet<string>;
  /** Others who wrote content, the latest first. */
  readonly others: readonly string[];
}

export function fieldOwners({ managedFields = [] }: ObjectMeta, manager: string): FieldOwners {
  const ours = new Set<string>();
  const all = new Set<string>();
  const others: ManagedFieldsEntry[] = [];
  for (const entry of managedFields) {
    const keys = contentKeys(entry.fieldsV1);
    for (const key of keys) all.add(key);
    if (entry.manager === manager) for (const key of keys) ours.add(key);
    else if (keys.length > 0) others.push(entry);
  }
  const latestFirst = others.toSorted((left, right) => (right.time ?? '').localeCompare(left.time ?? ''));
  return { ours, all, others: latestFirst.map((entry) => entry.manager ?? 'unknown') };
}

/** Whether a manager wrote all of these keys, and no others that are still there. */
export function ownsExactly(metadata: ObjectMeta, manager: string, keys: ReadonlySet<string>): boolean {
  const { ours } = fieldOwners(metadata, manager);
  return ours.size === keys.size && keys.isSubsetOf(ours);
}

/** Labels and annotations that a manager wrote last, as `labels key`. */
export function ownMetadata({ managedFields = [] }: ObjectMeta, manager: string): ReadonlySet<string> {
  const [first = new Set<string>(), ...more] = managedFields
    .filter((entry) => entry.manager === manager)
    .map(({ fieldsV1 }) => metadataIn(fieldsV1));
  return more.length === 0 ? first : new Set([first, ...more].flatMap((names) => [...names]));
}

/** Whoever wrote the object last, except for one manager; of all of it, or only of some keys. Who takes keys out leaves no record. */
export function lastWriter({ managedFields = [] }: ObjectMeta, except: string, keys?: ReadonlySet<string>): string | undefined {
  const others = managedFields.filter(
    (entry) => entry.manager !== except && (!keys || contentKeys(entry.fieldsV1).some((key) => keys.has(key))),
  );
  return others.toSorted((left, right) => (right.time ?? '').localeCompare(left.time ?? ''))[0]?.manager;
}

const metadataIn = oncePerRecord((fields) => {
  const names = (map: 'labels' | 'annotations') =>
    Object.keys(fields['f:metadata']?.[`f:${map}`] ?? {}).map((key) => `${map} ${key.slice(2)}`);
  return new Set([...names('labels'), ...names('annotations')]) as ReadonlySet<string>;
});

const contentKeys = oncePerRecord((fields) =>
  ['data', 'binaryData'].flatMap((map) =>
    Object.keys(fields[`f:${map}`] ?? {}).flatMap((key) => (key.startsWith('f:') ? [`${map}/${key.slice(2)}`] : [])),
  ),
);

/** Reads a record of fields once, however often it is asked for: the cached copies of a sync share one (kept-metadata.ts). */
function oncePerRecord<T>(read: (fields: FieldsV1) => T): (fields?: FieldsV1) => T {
  const known = new WeakMap<FieldsV1, T>();
  return (fields = {}) => {
    const before = known.get(fields);
    if (before !== undefined) return before;
    const result = read(fields);
    known.set(fields, result);
    return result;
  };
}
