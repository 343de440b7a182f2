import { apiVersionOf } from '../resources/api-version.ts';
import { convertForReading } from '../resources/conversions/conversion.ts';
import type { MutableObject, ServedKind, ServedVersion } from '../resources/served-kind.ts';
import type { StoredObject } from '../storage/store.ts';

/**
 * Stored objects as answers. Bytes start with `{"kind":"K","apiVersion":"V",` and are answered as they are when the
 * version asked for is the one they were stored at and no schema has changed since; otherwise they are made once per
 * stored object and version, and kept as long as it is.
 */
export function bytesAt(stored: StoredObject, kind: ServedKind, version: ServedVersion): Buffer {
  const sameSchema = stored.schemaVersion === version.schemaVersion;
  if (sameSchema && hasHead(stored.bytes, headOf(kind, version))) return stored.bytes;
  const known = remade.get(stored);
  if (known?.version === version) return known.bytes;
  const bytes =
    sameSchema && kind.custom
      ? Buffer.concat([headOf(kind, version), stored.bytes.subarray(headEnd(stored.bytes) + 1)])
      : Buffer.from(JSON.stringify(decodeAt(stored, kind, version)));
  remade.set(stored, { version, bytes });
  return bytes;
}

/** A fresh copy of a stored object, at a served version. */
export function decodeAt(stored: StoredObject, kind: ServedKind, version: ServedVersion): MutableObject {
  const object = JSON.parse(stored.bytes.toString()) as MutableObject; // written by `encodeObject`
  const current = stored.schemaVersion === version.schemaVersion && hasHead(stored.bytes, headOf(kind, version));
  return current ? object : convertForReading(object, kind, version);
}

/** What follows the `{` of an item of a list without `kind` and `apiVersion`, as built-in lists have them. */
export const itemTail = (bytes: Buffer): Buffer => bytes.subarray(headEnd(bytes) + 1);

const remade = new WeakMap<StoredObject, { readonly version: ServedVersion; readonly bytes: Buffer }>();
const heads = new WeakMap<ServedVersion, Buffer>();

function headOf(kind: ServedKind, version: ServedVersion): Buffer {
  let head = heads.get(version);
  if (!head) {
    head = Buffer.from(`{"kind":"${kind.kind}","apiVersion":"${apiVersionOf(kind, version)}",`);
    heads.set(version, head);
  }
  return head;
}

const hasHead = (bytes: Buffer, head: Buffer) => bytes.compare(head, 0, head.length, 0, head.length) === 0;

const quote = 0x22;
const kindStart = '{"kind":"'.length;
const betweenKindAndVersion = '","apiVersion":"'.length;

/** Where the comma after `{"kind":"K","apiVersion":"V"` stands. */
function headEnd(bytes: Buffer): number {
  const afterKind = bytes.indexOf(quote, kindStart);
  return bytes.indexOf(quote, afterKind + betweenKindAndVersion) + 1;
}
