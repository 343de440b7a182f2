import { convertForStoring } from '../resources/conversions/conversion.ts';
import type { MutableObject, ServedKind, ServedVersion } from '../resources/served-kind.ts';
import type { EncodedObject } from '../storage/store.ts';
import { readSelectableFields } from './selectable-fields.ts';

/**
 * Encodes an object as it is stored and answered, with the revision of this write inside; `undefined` for a dry run, which
 * has none. The object's resourceVersion is changed on the way.
 */
export function encodeObject(
  object: MutableObject,
  kind: ServedKind,
  version: ServedVersion,
  revision: number | undefined,
): EncodedObject {
  const stored = convertForStoring(object, kind);
  const { kind: kindName, apiVersion, metadata, ...content } = stored;
  if (revision !== undefined) metadata.resourceVersion = String(revision);
  else delete metadata.resourceVersion;
  const { ownerReferences, labels } = metadata;
  return {
    bytes: Buffer.from(JSON.stringify({ kind: kindName, apiVersion, metadata, ...content })),
    uid: metadata.uid ?? '',
    labels,
    fields: readSelectableFields(stored, kind, version),
    owners: ownerReferences && ownerReferences.length > 0 ? ownerReferences.map(({ uid }) => uid) : undefined,
    schemaVersion: version.schemaVersion,
  };
}
