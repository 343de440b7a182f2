import { openStore } from '../memory-store.ts';
import { openSqliteJournal } from '../sqlite-journal.ts';
import { configMap, content } from './example-objects.ts';

/** Writes until it is killed, and prints what was acknowledged: `<writer> <round> <revision>` a line. */
const [path = ''] = process.argv.slice(2);
const store = openStore({ journal: openSqliteJournal({ path }) });

async function writeForever(writer: number): Promise<never> {
  for (let round = 1; ; round++) {
    // Some long enough to need pages of their own, and now and then a deletion.
    const key = configMap(`writer-${writer}`);
    const current = store.get(key);
    const text = `${round}-${'x'.repeat((round % 7) * 1500)}`;
    const { revision } = store.write(key, current, current && round % 5 === 0 ? 'delete' : 'put', content(text));
    await store.durable(revision);
    process.stdout.write(`${writer} ${round} ${revision}\n`);
  }
}

await Promise.all(Array.from({ length: 8 }, (_, writer) => writeForever(writer)));
