import { copyFileSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { createDatabase, fileSize, pageSizeOf, walOf } from './sqlite-file.ts';
import { leafRanges } from './sqlite-leaves.ts';
import { objectOf, rowColumns } from './sqlite-rows.ts';
import type { StoredObject } from './store.ts';

/**
 * Revisions that were lost may be known to clients. Going on from far beyond them makes sure that none is given out again
 * with another content.
 */
const revisionGap = 1_000_000;

/** Puts a database with all that can be read in the place of a damaged one, which is kept beside it. Answers what to tell people. */
export function salvage(path: string, asidePath: string): string {
  const objects = readDamaged(path);
  copyFileSync(path, asidePath);
  if (fileSize(walOf(path)) > 0) copyFileSync(walOf(path), walOf(asidePath));
  // First the log, which the new database must not take for its own.
  rmSync(walOf(path), { force: true });
  const newest = objects.reduce((revision, object) => Math.max(revision, object.revision), 1);
  createDatabase(path, objects, newest + revisionGap);
  return `${path} was damaged: ${objects.length} objects could be read, others may be lost; the damaged file is kept as ${asidePath}`;
}

/** All rows that are as they were written, from a copy: opening a database alters it. */
function readDamaged(path: string): readonly StoredObject[] {
  const copy = `${path}.salvage`;
  try {
    copyFileSync(path, copy);
    if (fileSize(walOf(path)) > 0) copyFileSync(walOf(path), walOf(copy));
    fillUp(copy);
    return readCopy(copy);
  } finally {
    for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(`${copy}${suffix}`, { force: true });
  }
}

/** SQLite refuses a file shorter than its header says; with zeros for what is missing it refuses only the pages concerned. */
function fillUp(copy: string): void {
  const header = readFileSync(copy).subarray(0, 100);
  if (header.length < 100) return;
  const whole = header.readUInt32BE(28) * pageSizeOf(header);
  if (fileSize(copy) < whole) truncateSync(copy, whole);
}

function readCopy(copy: string): readonly StoredObject[] {
  try {
    const rootPage = moveLogIntoFile(copy);
    const ranges = leafRanges(readFileSync(copy), rootPage);
    using db = new DatabaseSync(copy);
    return ranges.flatMap(({ after, through }) => readRange(db, after, through));
  } catch {
    // Without its first page nothing can be found in the file.
    return [];
  }
}

/** Answers the root page of the objects' table. */
function moveLogIntoFile(copy: string): number {
  using db = new DatabaseSync(copy);
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  return Number(db.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'objects'").get()?.['rootpage']);
}

function readRange(db: DatabaseSync, after: number, through: number): readonly StoredObject[] {
  const objects: StoredObject[] = [];
  let last = after;
  try {
    const rows = db.prepare(`SELECT ${rowColumns} FROM objects WHERE revision > ? AND revision <= ? ORDER BY revision`);
    for (const row of rows.iterate(after, through)) {
      const object = objectOf(row);
      if (object) objects.push(object);
      last = Number(row['revision']);
    }
    return objects;
  } catch {
    return [...objects, ...readOneByOne(db, last, through)];
  }
}

/** The leaf may be whole and only the continuation of a long row be missing. */
function readOneByOne(db: DatabaseSync, after: number, through: number): readonly StoredObject[] {
  const row = db.prepare(`SELECT ${rowColumns} FROM objects WHERE revision = ?`);
  return readKeys(db, after, through).flatMap((revision) => {
    try {
      const found = row.get(revision);
      return (found && objectOf(found)) ?? [];
    } catch {
      return [];
    }
  });
}

function readKeys(db: DatabaseSync, after: number, through: number): readonly number[] {
  try {
    const keys = db.prepare('SELECT revision FROM objects WHERE revision > ? AND revision <= ?');
    return keys.all(after, through).map((row) => Number(row['revision']));
  } catch {
    return [];
  }
}
