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

/** Labels and annotations that a manager wrote last, as `labels key`. */
export function ownMetadata({ managedFields = [] }: ObjectMeta, manager: string): ReadonlySet<string> {
  const written = new Set<string>();
  for (const { fieldsV1 } of managedFields.filter((entry) => entry.manager === manager)) {
    for (const map of ['labels', 'annotations'])
      for (const key of Object.keys(fieldsV1?.['f:metadata']?.[`f:${map}`] ?? {})) written.add(`${map} ${key.slice(2)}`);
  }
  return written;
}

/** Whoever wrote the object last, except for one manager; of all of it, or only of some keys. Who takes keys out leaves no record. */
export function lastWriter({ managedFields = [] }: ObjectMeta, except: string, keys?: ReadonlySet<string>): string | undefined {
  const others = managedFields.filter(
    (entry) => entry.manager !== except && (!keys || contentKeys(entry.fieldsV1).some((key) => keys.has(key))),
  );
  return others.toSorted((left, right) => (right.time ?? '').localeCompare(left.time ?? ''))[0]?.manager;
}

function contentKeys(fields: FieldsV1 = {}): readonly string[] {
  return ['data', 'binaryData'].flatMap((map) =>
    Object.keys(fields[`f:${map}`] ?? {}).flatMap((key) => (key.startsWith('f:') ? [`${map}/${key.slice(2)}`] : [])),
  );
}
