import { renameSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { isDamage } from './sqlite-failure.ts';
import { createDatabase, fileSize, inspectFile, walOf } from './sqlite-file.ts';
import { objectOf, rowColumns } from './sqlite-rows.ts';
import { salvage } from './sqlite-salvage.ts';
import type { StoredObject } from './store.ts';
import { readWal, type WalContents, walIsDamaged, walIsTorn } from './wal-check.ts';

/** A database that can be written to, and what was in it. */
export interface OpenedDatabase {
  readonly db: DatabaseSync;
  readonly objects: readonly StoredObject[];
  readonly revision: number;
  readonly notes: readonly string[];
}

/** Opens, makes or repairs the database. What it was damaged by stays at `asidePath`. The caller holds the lock. */
export function openSound(path: string, asidePath: string): OpenedDatabase {
  const wal = readWal(path);
  const condition = inspectFile(path);
  if (condition === 'absent') return openNew(path, asidePath);
  const opened = condition === 'cutOff' ? undefined : readAll(path);
  if (opened) return { ...opened, notes: wal ? notesOnWal(wal, opened, { path, asidePath }) : [] };
  const note = salvage(path, asidePath);
  return { ...reopen(path), notes: [note] };
}

function openNew(path: string, asidePath: string): OpenedDatabase {
  const orphaned = fileSize(walOf(path)) > 0;
  // The new database must not take it for its own.
  if (orphaned) renameSync(walOf(path), walOf(asidePath));
  createDatabase(path, [], 1);
  const note = `${path} was missing and its write-ahead log was not: the log is kept as ${walOf(asidePath)}`;
  return { ...reopen(path), notes: orphaned ? [note] : [] };
}

function reopen(path: string): ReadDatabase {
  const made = readAll(path);
  if (!made) throw new Error(`${path} was damaged while it was made`);
  return made;
}

interface ReadDatabase extends Omit<OpenedDatabase, 'notes'> {
  /** Frames of the write-ahead log that SQLite found to be valid. */
  readonly validFrames: number;
}

/** `undefined` when it is damaged. */
function readAll(path: string): ReadDatabase | undefined {
  const crashed = fileSize(walOf(path)) > 0;
  const db = new DatabaseSync(path);
  try {
    // Nobody else is to write into it, and SQLite then needs no shared memory.
    db.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL');
    const validFrames = crashed ? Number(db.prepare('PRAGMA wal_checkpoint(PASSIVE)').get()?.['log']) : 0;
    const objects = readRows(db);
    if (objects && (!crashed || isConsistent(db))) return { db, objects, revision: newestRevision(db), validFrames };
  } catch (error) {
    db.close();
    if (isDamage(error)) return undefined;
    throw error;
  }
  db.close();
  return undefined;
}

/** `undefined` when one of them is not what was written. */
function readRows(db: DatabaseSync): readonly StoredObject[] | undefined {
  const objects: StoredObject[] = [];
  for (const row of db.prepare(`SELECT ${rowColumns} FROM objects`).iterate()) {
    const object = objectOf(row);
    if (!object) return undefined;
    objects.push(object);
  }
  return objects;
}

/** Reads every page: 100 MB take about a second, so only after a crash. */
const isConsistent = (db: DatabaseSync) => db.prepare('PRAGMA quick_check(1)').get()?.['quick_check'] === 'ok';

function newestRevision(db: DatabaseSync): number {
  const deleted = Number(db.prepare("SELECT value FROM meta WHERE name = 'revision'").get()?.['value']);
  return Math.max(deleted, Number(db.prepare('SELECT max(revision) AS newest FROM objects').get()?.['newest'] ?? 1));
}

function notesOnWal(
  wal: WalContents,
  opened: ReadDatabase,
  { path, asidePath }: { readonly path: string; readonly asidePath: string },
): readonly string[] {
  if (walIsDamaged(wal, opened.validFrames)) {
    writeFileSync(walOf(asidePath), wal.bytes, { mode: 0o600 });
    return [
      `the write-ahead log of ${path} was damaged: the state is that of the last commit before the damage, with ` +
        `${opened.objects.length} objects; the damaged log is kept as ${walOf(asidePath)}`,
    ];
  }
  return walIsTorn(wal, opened.validFrames) ? [`the last write to ${path} was not complete and was left out`] : [];
}
