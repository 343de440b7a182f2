import type { MutableObject, ServedKind, ServedVersion } from '../resources/served-kind.ts';

interface SelectableField {
  readonly key: string;
  readonly path: readonly string[];
  readonly whenAbsent: string | undefined;
}

/** Values that Go writes for what isn't there. */
const absent: Readonly<Record<string, string>> = {
  'spec.unschedulable': 'false',
  'spec.hostNetwork': 'false',
  'status.replicas': '0',
  'status.successful': '0',
};

const fieldsOf = new WeakMap<ServedVersion, readonly SelectableField[]>();

/** Values that field selectors ask for, from an object in its stored form. */
export function readSelectableFields(
  object: MutableObject,
  kind: ServedKind,
  version: ServedVersion,
): Record<string, string> | undefined {
  if (version.selectableFields.length === 0) return undefined;
  let selectable = fieldsOf.get(version);
  if (!selectable) {
    selectable = version.selectableFields.map((field) => selectableField(storedFieldName(kind, field)));
    fieldsOf.set(version, selectable);
  }
  const fields: Record<string, string> = {};
  for (const { key, path, whenAbsent } of selectable) {
    const value = valueAt(object, path) ?? whenAbsent;
    if (value !== undefined) fields[key] = String(value);
  }
  return fields;
}

/** What a field is called in the stored form, where `events.k8s.io` has names of its own. */
export function storedFieldName(kind: ServedKind, field: string): string {
  if (kind.group !== 'events.k8s.io') return field;
  return field === 'reportingController' ? 'reportingComponent' : field.replace(/^regarding\./, 'involvedObject.');
}

const selectableField = (key: string): SelectableField => ({
  key,
  path: (key === 'source' ? 'source.component' : key).split('.'),
  whenAbsent: absent[key],
});

function valueAt(object: MutableObject, path: readonly string[]): unknown {
  let value: unknown = object;
  for (const name of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string, unknown>)[name]; // an object: tested above
  }
  return value ?? undefined;
}
