import { openStore } from '../memory-store.ts';
import { openSqliteJournal } from '../sqlite-journal.ts';
import type { StoredObject } from '../store.ts';
import { configMap, content } from './example-objects.ts';

/** Writes until it is killed, and prints what was acknowledged: `kept <name> <revision>` or `gone <name> <revision>` a line. */
const [path = ''] = process.argv.slice(2);
const store = openStore({ journal: openSqliteJournal({ path }) });
const run = store.revision;

async function writeForever(writer: number): Promise<never> {
  for (let round = 1; ; round++) {
    const name = `${run}-${writer}-${round}`;
    // Some are long enough to need pages of their own.
    await acknowledge('kept', store.write(configMap(name), undefined, 'put', content('x'.repeat((round % 7) ** 4))));
    const victim = `${name}-victim`;
    const created = store.write(configMap(victim), undefined, 'put', content('victim'));
    await store.durable(created.revision);
    await acknowledge('gone', store.write(configMap(victim), created, 'delete', content('victim')));
  }
}

async function acknowledge(what: 'kept' | 'gone', { name, revision }: StoredObject): Promise<void> {
  await store.durable(revision);
  process.stdout.write(`${what} ${name} ${revision}\n`);
}

await Promise.all(Array.from({ length: 8 }, (_, writer) => writeForever(writer)));
