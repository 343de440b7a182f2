import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { lockData } from './data-lock.ts';
import { storageError } from './sqlite-failure.ts';
import { makeFolderOf } from './sqlite-file.ts';
import { type OpenedDatabase, openSound } from './sqlite-opening.ts';
import { rowOf } from './sqlite-rows.ts';
import type { Journal, StoreEvent } from './store.ts';

export interface SqliteJournalOptions {
  /** The database file. Its folder is made if need be; `.lock`, `.pid` and `-wal` files are beside it. */
  readonly path: string;
  /**
   * Waits for the device at each batch, so that a power failure loses nothing that was answered; some 20 times fewer writes
   * per second. Default: `false`, which loses nothing when the process is killed, and the last moments when power fails.
   */
  readonly fullSync?: boolean;
  /** Writes that would make the file larger are refused as on a full disk. Default: no limit. */
  readonly maxBytes?: number;
  /** Milliseconds since the epoch, for the name of a damaged file. Default: `Date.now`. */
  readonly clock?: () => number;
}

/** A journal in one SQLite file. Throws a `StorageError` when it can't be opened; one that is damaged is opened as far as it goes. */
export function openSqliteJournal(options: SqliteJournalOptions): Journal {
  const { path, fullSync = false, maxBytes = Number.MAX_SAFE_INTEGER, clock = Date.now } = options;
  const time = new Date(clock()).toISOString().replaceAll(':', '-');
  try {
    makeFolderOf(path);
    const lock = lockData(path);
    try {
      const opened = openSound(path, `${path}.damaged-${time}`);
      configure(opened.db, { fullSync, maxBytes });
      return new SqliteJournal(path, lock, opened);
    } catch (error) {
      lock[Symbol.dispose]();
      throw error;
    }
  } catch (error) {
    throw storageError(error, path);
  }
}

class SqliteJournal implements Journal {
  readonly #path: string;
  readonly #lock: Disposable;
  readonly #db: DatabaseSync;
  readonly #begin: StatementSync;
  readonly #commit: StatementSync;
  readonly #insert: StatementSync;
  readonly #remove: StatementSync;
  readonly #setRevision: StatementSync;
  #loaded: Omit<OpenedDatabase, 'db'>;

  constructor(path: string, lock: Disposable, { db, ...loaded }: OpenedDatabase) {
    this.#path = path;
    this.#lock = lock;
    this.#db = db;
    this.#loaded = loaded;
    this.#begin = db.prepare('BEGIN IMMEDIATE');
    this.#commit = db.prepare('COMMIT');
    this.#insert = db.prepare('INSERT INTO objects VALUES (?, ?, ?, ?, ?, ?, ?)');
    this.#remove = db.prepare('DELETE FROM objects WHERE revision = ?');
    this.#setRevision = db.prepare("UPDATE meta SET value = ? WHERE name = 'revision'");
  }

  /** Reads the state of opening, once: afterwards it belongs to the store alone. */
  load(): ReturnType<Journal['load']> {
    const loaded = this.#loaded;
    this.#loaded = { ...loaded, objects: [] };
    return loaded;
  }

  append(batch: readonly StoreEvent[]): void {
    try {
      this.#begin.run();
      for (const event of batch) this.#write(event);
      const last = batch.at(-1);
      // The revision of a row says as much; that of a deletion has no row.
      if (last?.type === 'deleted') this.#setRevision.run(last.object.revision);
      this.#commit.run();
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      throw storageError(error, this.#path);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Moves the write-ahead log into the file.
    this.#db.close();
    this.#lock[Symbol.dispose]();
  }

  #write({ type, object, previous }: StoreEvent): void {
    if (previous) this.#remove.run(previous.revision);
    if (type !== 'deleted') this.#insert.run(...rowOf(object));
  }
}

function configure(db: DatabaseSync, options: { readonly fullSync: boolean; readonly maxBytes: number }): void {
  const pageSize = Number(db.prepare('PRAGMA page_size').get()?.['page_size']);
  const pages = Math.min(Math.floor(options.maxBytes / pageSize), 0xfffffffe);
  db.exec(`PRAGMA synchronous = ${options.fullSync ? 'FULL' : 'NORMAL'}; PRAGMA max_page_count = ${pages}`);
}
