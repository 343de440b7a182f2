import { closeSync, mkdirSync, openSync, readSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { applicationId, createTables, formatVersion, rowOf } from './sqlite-rows.ts';
import { StorageError } from './storage-error.ts';
import type { StoredObject } from './store.ts';

const magic = Buffer.from('SQLite format 3\0');
const headerBytes = 100;

export const walOf = (path: string) => `${path}-wal`;

/** 0 for a file that isn't there. */
export function fileSize(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** Only its owner may look into the folder; one that exists stays as its owner made it. */
export function makeFolderOf(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
}

/**
 * What the file is, by its header alone: nothing of another program, or of a newer version, is touched. The header is never
 * out of date, since a database gets its name only when it is complete. Must not be asked while SQLite has the file open:
 * closing a file ends the locks that the process has on it.
 */
export function inspectFile(path: string): 'absent' | 'whole' | 'cutOff' {
  const size = statSync(path, { throwIfNoEntry: false })?.size;
  if (size === undefined) return 'absent';
  const header = readHeader(path);
  if (!magic.subarray(0, header.length).equals(header.subarray(0, magic.length))) throw notOurs(path, 'is not a database');
  if (header.length < headerBytes) return 'cutOff';
  if (header.readUInt32BE(68) !== applicationId) throw notOurs(path, 'is a database of another program');
  if (header.readUInt32BE(60) > formatVersion) throw tooNew(path);
  // The write-ahead log may hold the end of the file.
  return size < header.readUInt32BE(28) * pageSizeOf(header) && fileSize(walOf(path)) === 0 ? 'cutOff' : 'whole';
}

export function pageSizeOf(header: Buffer): number {
  const size = header.readUInt16BE(16);
  return size === 1 ? 65_536 : size;
}

/** Makes a database under another name and then gives it its own, so that there is never half of one. */
export function createDatabase(path: string, objects: Iterable<StoredObject>, revision: number): void {
  const draft = `${path}.new`;
  for (const suffix of ['', '-journal', '-wal']) rmSync(`${draft}${suffix}`, { force: true });
  writeFileSync(draft, '', { mode: 0o600 });
  const db = new DatabaseSync(draft);
  try {
    db.exec('BEGIN');
    createTables(db);
    const insert = db.prepare('INSERT INTO objects VALUES (?, ?, ?, ?, ?, ?, ?)');
    for (const object of objects) insert.run(...rowOf(object));
    db.prepare("UPDATE meta SET value = ? WHERE name = 'revision'").run(revision);
    db.exec('COMMIT; PRAGMA journal_mode = WAL');
  } finally {
    db.close();
  }
  renameSync(draft, path);
}

function readHeader(path: string): Buffer {
  const file = openSync(path, 'r');
  try {
    const header = Buffer.alloc(headerBytes);
    return header.subarray(0, readSync(file, header));
  } finally {
    closeSync(file);
  }
}

function notOurs(path: string, what: string): StorageError {
  return new StorageError(`${path} ${what}`, {
    code: 'NotADatabase',
    hint: 'Choose another data directory, or move the file away to begin with an empty one.',
  });
}

function tooNew(path: string): StorageError {
  const since = readableSince(path);
  return new StorageError(`${path} was written by a newer version of Capstan`, {
    code: 'DataTooNew',
    hint: `Use ${since ? `Capstan ${since} or newer` : 'a newer Capstan'}, or choose another data directory.`,
  });
}

function readableSince(path: string): string | undefined {
  try {
    using db = new DatabaseSync(path, { readOnly: true });
    const value = db.prepare("SELECT value FROM meta WHERE name = 'readableSince'").get()?.['value'];
    return typeof value === 'string' ? value : undefined;
  } catch {
    // The newer format may keep it elsewhere: the message is then less exact.
    return undefined;
  }
}
