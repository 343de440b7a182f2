import { expect, test } from 'vitest';
import { openStore } from './memory-store.ts';
import { CompactedError, StaleWriteError, StorageError } from './storage-error.ts';
import type { Journal, StoreEvent } from './store.ts';
import { configMap, content, names, put, remove, told } from './test-support/example-objects.ts';

/** Keeps nothing, and refuses while it is told to. */
class FlakyJournal implements Journal {
  refuses = false;
  readonly batches: (readonly StoreEvent[])[] = [];

  load() {
    return { objects: [], revision: 1, notes: ['a note'] };
  }

  append(batch: readonly StoreEvent[]): void {
    if (this.refuses) throw new StorageError('full', { code: 'DiskFull', hint: 'make room' });
    this.batches.push(batch);
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

test('a fresh store is at revision 1 and each write takes the next', async () => {
  await using store = openStore();
  expect(store.revision).toBe(1);

  const first = put(store, configMap('a'));
  const second = put(store, configMap('b'));

  expect([first.revision, second.revision, store.revision]).toEqual([2, 3, 3]);
  expect(first.bytes.toString()).toContain('"resourceVersion":"2"');
});

test('a list is in bytewise order of namespace, then name', async () => {
  await using store = openStore();
  // The grinning face is U+1F600, above the private use character in bytes, below it in UTF-16.
  for (const name of ['b', 'a-b', 'a.b', 'a', '\u{1F600}', '\uE000']) put(store, configMap(name, 'ns'));
  put(store, configMap('z', 'na'));
  put(store, configMap('a', 'nz'));

  expect(names(store.list('configmaps').items)).toEqual([
    'na/z',
    'ns/a',
    'ns/a-b',
    'ns/a.b',
    'ns/b',
    'ns/\uE000',
    'ns/\u{1F600}',
    'nz/a',
  ]);
  expect(names(store.list('configmaps', 'na').items)).toEqual(['na/z']);
  expect(store.list('secrets').items).toEqual([]);
});

test('a list that was handed out does not change with later writes', async () => {
  await using store = openStore();
  put(store, configMap('a'));
  const { items } = store.list('configmaps', 'default');

  put(store, configMap('b'));
  put(store, configMap('a'), 'changed');
  remove(store, configMap('b'));

  expect(items.map(({ uid }) => uid)).toEqual(['uid-a']);
});

test('a write on a state that is no longer the stored one is refused', async () => {
  await using store = openStore();
  const old = put(store, configMap('a'));
  put(store, configMap('a'), 'newer');

  expect(() => store.write(configMap('a'), old, 'put', content('lost'))).toThrow(StaleWriteError);
  expect(() => store.write(configMap('a'), undefined, 'put', content('lost'))).toThrow(StaleWriteError);
  expect(() => store.write(configMap('b'), undefined, 'delete', content('lost'))).toThrow(StaleWriteError);
  expect(store.get(configMap('a'))?.uid).toBe('uid-newer');
});

test('a write whose encoding fails leaves everything as it was', async () => {
  await using store = openStore();
  const encode = () => {
    throw new RangeError('too large');
  };

  expect(() => store.write(configMap('a'), undefined, 'put', encode)).toThrow(RangeError);
  expect([store.revision, store.count('configmaps'), [...store.resources()]]).toEqual([1, 0, []]);
});

test('a subscriber is told the past and then the present, each change once', async () => {
  await using store = openStore();
  const events: string[] = [];
  const first = put(store, configMap('a'));
  await store.durable(put(store, configMap('a'), 'changed').revision);

  store.subscribe('configmaps', first.revision, (event) => events.push(told(event)));
  remove(store, configMap('a'));
  put(store, { resource: 'secrets', namespace: 'default', name: 'other' });
  await store.durable(store.revision);

  expect(events).toEqual(['modified a 3', 'deleted a 4']);
});

test('a subscriber from a revision to come hears only of what is newer', async () => {
  await using store = openStore();
  const events: string[] = [];
  store.subscribe('configmaps', 3, (event) => events.push(told(event)));

  for (const name of ['a', 'b', 'c']) put(store, configMap(name));
  await store.durable(store.revision);

  expect(events).toEqual(['added c 4']);
});

test('listeners may write, subscribe and dispose of one another while they are told', async () => {
  await using store = openStore();
  const events: string[] = [];
  const late = (event: StoreEvent) => events.push(`late: ${told(event)}`);
  const first = store.subscribe('configmaps', 1, (event) => {
    events.push(`first: ${told(event)}`);
    first[Symbol.dispose]();
    second[Symbol.dispose]();
    put(store, configMap('b'));
    store.listAt('configmaps', undefined, store.revision);
    store.subscribe('configmaps', 1, late);
  });
  const second = store.subscribe('configmaps', 1, (event) => events.push(`second: ${told(event)}`));
  store.subscribe('configmaps', 1, (event) => events.push(`third: ${told(event)}`));

  put(store, configMap('a'));
  await store.durable(store.revision);

  expect(events).toEqual(['first: added a 2', 'late: added a 2', 'late: added b 3', 'third: added a 2', 'third: added b 3']);
});

test('a subscriber to all resources hears of changes from now on, after the resource’s own', async () => {
  await using store = openStore();
  const events: string[] = [];
  put(store, configMap('before'));
  store.subscribeAll((event) => events.push(`all: ${told(event)}`));
  store.subscribe('configmaps', 2, (event) => events.push(told(event)));

  put(store, configMap('a'));
  put(store, { resource: 'secrets', namespace: 'default', name: 's' });
  await store.durable(store.revision);

  expect(events).toEqual(['added a 3', 'all: added a 3', 'all: added s 4']);
});

test('a past state is listed as it was, until it is compacted', async () => {
  await using store = openStore();
  for (const name of ['a', 'b', 'c']) put(store, configMap(name));
  const before = store.revision;
  put(store, configMap('b'), 'changed');
  remove(store, configMap('a'));
  put(store, configMap('aa', 'another'));

  const past = store.listAt('configmaps', undefined, before);
  expect([names(past?.items), past?.items[1]?.uid, past?.revision]).toEqual([
    ['default/a', 'default/b', 'default/c'],
    'uid-b',
    before,
  ]);
  expect(names(store.listAt('configmaps', 'another', before)?.items)).toEqual([]);
  expect(names(store.listAt('configmaps', 'default', before + 100)?.items)).toEqual(['default/b', 'default/c']);

  store.compact(before + 1);
  expect(store.compacted).toBe(before + 1);
  expect(store.listAt('configmaps', undefined, before)).toBeUndefined();
  expect(store.listAt('secrets', undefined, before)).toBeUndefined();
  expect(names(store.listAt('configmaps', undefined, before + 1)?.items)).toContain('default/a');
  expect(() => store.subscribe('configmaps', before, () => undefined)).toThrow(CompactedError);
});

test('history keeps so many changes, younger ones beyond that, and no more bytes than allowed', async () => {
  let now = 0;
  await using store = openStore({ historyLimit: { events: 3, age: '1m', bytes: 100_000 }, clock: () => now });
  const change = async (text: string) => store.durable(put(store, configMap('a'), text).revision).then(() => undefined);
  for (let index = 0; index < 5; index++) await change(`${index}`);
  expect(store.compacted).toBe(1);

  now = 61_000;
  await change('later');
  expect(store.compacted).toBe(4);

  await change('x'.repeat(80_000));
  await change('y'.repeat(80_000));
  expect(store.compacted).toBe(6);
  await change('z');
  expect(store.compacted).toBe(9);
  expect(store.listAt('configmaps', undefined, 9)?.items.map(({ uid }) => uid.slice(0, 5))).toEqual(['uid-y']);
  expect(store.listAt('configmaps', undefined, 8)).toBeUndefined();
});

test('writes of one turn of the event loop reach the journal together, and listeners after it', async () => {
  const journal = new FlakyJournal();
  await using store = openStore({ journal });
  const events: string[] = [];
  store.subscribe('configmaps', 1, (event) => events.push(told(event)));

  const written = ['a', 'b', 'c'].map((name) => put(store, configMap(name)));
  expect([journal.batches.length, events]).toEqual([0, []]);
  await Promise.all(written.map(({ revision }) => store.durable(revision)));

  expect(journal.batches.map((batch) => batch.map(told))).toEqual([['added a 2', 'added b 3', 'added c 4']]);
  expect(events).toEqual(['added a 2', 'added b 3', 'added c 4']);
  expect(store.notes).toEqual(['a note']);
});

test('what a read shows is durable, and a read of something else leaves the batch alone', async () => {
  const journal = new FlakyJournal();
  await using store = openStore({ journal });
  put(store, configMap('a'));
  store.get(configMap('b'));
  expect(journal.batches.length).toBe(0);

  store.get(configMap('a'));
  expect(journal.batches.length).toBe(1);
  remove(store, configMap('a'));
  store.get(configMap('a'));
  expect(journal.batches.length).toBe(2);
  put(store, configMap('b'));
  store.list('secrets');
  expect(journal.batches.length).toBe(3);
  put(store, configMap('c'));
  expect([store.revision, journal.batches.length]).toEqual([5, 4]);
});

test('refused writes are as if they had never been made, and their revisions are not given out again', async () => {
  const journal = new FlakyJournal();
  await using store = openStore({ journal });
  const kept = put(store, configMap('kept'));
  await store.durable(kept.revision);
  const events: string[] = [];
  store.subscribeAll((event) => events.push(told(event)));

  journal.refuses = true;
  const lost = put(store, configMap('lost'));
  store.write(configMap('kept'), kept, 'put', content('lost'));
  const refused = expect(store.durable(lost.revision)).rejects.toMatchObject({ code: 'DiskFull' });
  expect(names(store.list('configmaps').items)).toEqual(['default/kept']);
  await refused;
  expect([store.revision, store.get(configMap('kept'))]).toEqual([kept.revision, kept]);

  journal.refuses = false;
  const next = put(store, configMap('next'));
  await store.durable(next.revision);
  expect(next.revision).toBe(5);
  await expect(store.durable(lost.revision)).rejects.toMatchObject({ code: 'DiskFull' });
  expect(events).toEqual(['added next 5']);
});

test('a closed store brings what was written to the journal and takes no more', async () => {
  const journal = new FlakyJournal();
  const store = openStore({ journal });
  put(store, configMap('a'));

  await store[Symbol.asyncDispose]();

  expect(journal.batches.length).toBe(1);
  expect(() => put(store, configMap('b'))).toThrow(StorageError);
});
