import { join } from 'node:path';
import { openStore } from '../storage/memory-store.ts';
import type { Store } from '../storage/store.ts';
import type { ResolvedOptions } from './options.ts';

/** The store: of a file in the data directory, or of nothing but memory. Throws a `StorageError`. */
export async function openObjects({ dataDir, history, fullSync, clock, onNote }: ResolvedOptions): Promise<Store> {
  if (dataDir === undefined) return openStore({ historyLimit: history, clock });
  const { openSqliteJournal } = await import('../storage/sqlite-journal.ts'); // a server in memory needs no database
  const journal = openSqliteJournal({ path: join(dataDir, 'objects.db'), fullSync, clock });
  const store = openStore({ journal, historyLimit: history, clock });
  for (const note of store.notes) onNote(note);
  return store;
}
