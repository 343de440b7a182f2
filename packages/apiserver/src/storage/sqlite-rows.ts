import type { DatabaseSync, SQLInputValue, SQLOutputValue } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import type { StoredObject } from './store.ts';

/** Marks a database as ours: `Caps`. */
export const applicationId = 0x43617073;
/** Moves when an older version could no longer read what is written. */
export const formatVersion = 1;
/** The oldest version of Capstan that reads this format; an older one shows it to its user. */
const readableSince = '0.1.0';

/**
 * Rows are keyed by revision, so that writes go to the end of one tree and there is no other to keep: measured, four times
 * the writes per second of a table keyed by name. No two rows have one name, since a write deletes the row it replaces.
 */
export function createTables(db: DatabaseSync): void {
  db.exec(`
    PRAGMA application_id = ${applicationId};
    PRAGMA user_version = ${formatVersion};
    CREATE TABLE meta (name TEXT PRIMARY KEY, value ANY) STRICT, WITHOUT ROWID;
    INSERT INTO meta VALUES ('readableSince', '${readableSince}'), ('revision', 1);
    CREATE TABLE objects (
      revision INTEGER PRIMARY KEY, resource TEXT, namespace TEXT, name TEXT, facts TEXT, checksum INTEGER, bytes BLOB
    ) STRICT;
  `);
}

export const rowColumns = 'revision, resource, namespace, name, facts, checksum, bytes';

export function rowOf(object: StoredObject): SQLInputValue[] {
  const { revision, resource, namespace, name, bytes, uid, labels, fields, owners, schemaVersion } = object;
  const facts = JSON.stringify({ uid, labels, fields, owners, schemaVersion });
  return [revision, resource, namespace, name, facts, checksum(object, facts, bytes), bytes];
}

/** `undefined` for a row that is not what was written: SQLite reads a page missing at the end of a file as zeros. */
export function objectOf(row: Record<string, SQLOutputValue>): StoredObject | undefined {
  const { revision, resource, namespace, name, facts, bytes } = row;
  if (typeof resource !== 'string' || typeof namespace !== 'string' || typeof name !== 'string') return undefined;
  if (typeof revision !== 'number' || typeof facts !== 'string' || !(bytes instanceof Uint8Array)) return undefined;
  if (row['checksum'] !== checksum({ revision, resource, namespace, name }, facts, bytes)) return undefined;
  // The checksum vouches that `rowOf` wrote it.
  const { uid, labels, fields, owners, schemaVersion } = JSON.parse(facts) as StoredObject;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { bytes: buffer, uid, labels, fields, owners, schemaVersion, resource, namespace, name, revision };
}

type RowKey = Pick<StoredObject, 'revision' | 'resource' | 'namespace' | 'name'>;

function checksum({ revision, resource, namespace, name }: RowKey, facts: string, bytes: Uint8Array): number {
  return crc32(bytes, crc32(`${revision}\0${resource}\0${namespace}\0${name}\0${facts}`));
}
