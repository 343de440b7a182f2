import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openStore } from './memory-store.ts';
import { openSqliteJournal } from './sqlite-journal.ts';
import type { Store, StoredObject } from './store.ts';
import { content, temporaryFolder } from './test-support/example-objects.ts';

/** All states there have been, each as a plain map. */
class NaiveStore {
  readonly states: ReadonlyMap<string, string>[] = [new Map(), new Map()];

  change(key: string, text: string | undefined): void {
    const next = new Map(this.states.at(-1));
    if (text === undefined) next.delete(key);
    else next.set(key, text);
    this.states.push(next);
  }

  list(revision: number, namespace: string | undefined): string[] {
    const all = [...(this.states[revision] ?? [])];
    const inside = all.filter(([key]) => namespace === undefined || key.startsWith(`${namespace}/`));
    return inside.sort(([a], [b]) => Buffer.compare(sortKey(a), sortKey(b))).map(([key, text]) => `${key}=${text}`);
  }
}

const sortKey = (key: string) => Buffer.from(key.replace('/', '\0'));
const shown = (objects: readonly StoredObject[] | undefined) =>
  objects?.map(({ namespace, name, labels }) => `${namespace}/${name}=${labels?.['text']}`);

const namespaces = ['', 'a', 'a-b', 'b'];
const step = fc.record({
  namespace: fc.constantFrom(...namespaces),
  name: fc.constantFrom('a', 'a.b', 'a-b', 'b', 'bb', '\u{1F600}', '\uE000'),
  change: fc.constantFrom('put', 'put', 'delete'),
  next: fc.constantFrom('go on', 'wait', 'list', 'subscribe'),
});

async function follow(store: Store, steps: readonly (typeof step extends fc.Arbitrary<infer S> ? S : never)[]): Promise<void> {
  const naive = new NaiveStore();
  const watches: { readonly from: number; readonly state: Map<string, string> }[] = [];
  for (const [index, { namespace, name, change, next }] of steps.entries()) {
    const key = { resource: 'configmaps', namespace, name };
    const current = store.get(key);
    if (change === 'put' || current) {
      const { revision } = store.write(key, current, change === 'put' ? 'put' : 'delete', content(`${index}`));
      naive.change(`${namespace}/${name}`, change === 'put' ? `${index}` : undefined);
      expect(revision).toBe(naive.states.length - 1);
    }
    const newest = naive.states.length - 1;
    if (next === 'wait') await store.durable(newest);
    if (next === 'list') expect(shown(store.list('configmaps', namespace).items)).toEqual(naive.list(newest, namespace));
    if (next === 'subscribe') watches.push(watch(store, naive, Math.max(1, Math.floor(newest / 2))));
  }
  const newest = naive.states.length - 1;
  await store.durable(newest);
  for (const { state } of watches) expect(new Map(state)).toEqual(new Map(naive.states.at(-1)));
  for (let revision = 1; revision <= newest; revision++) {
    for (const namespace of [undefined, ...namespaces]) {
      expect(shown(store.listAt('configmaps', namespace, revision)?.items)).toEqual(naive.list(revision, namespace));
    }
  }
}

/** What a client would know that listed at a revision and watched from there. */
function watch(store: Store, naive: NaiveStore, from: number) {
  const state = new Map(naive.states[from]);
  store.subscribe('configmaps', from, ({ type, object, previous }) => {
    const key = `${object.namespace}/${object.name}`;
    expect(state.get(key)).toBe(previous?.labels?.['text']);
    if (type === 'deleted') state.delete(key);
    else state.set(key, object.labels?.['text'] ?? '');
  });
  return { from, state };
}

test('lists, past lists and watches agree with a naive store', async () => {
  const property = fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
    await using store = openStore();
    await follow(store, steps);
  });
  await fc.assert(property, { seed: 1, numRuns: 150 });
});

test('a store that is closed and opened again has what it had', async () => {
  const property = fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
    using folder = temporaryFolder();
    const path = `${folder.path}/state.db`;
    let before: { readonly items: readonly StoredObject[]; readonly revision: number };
    {
      await using store = openStore({ journal: openSqliteJournal({ path }) });
      await follow(store, steps);
      before = store.list('configmaps');
    }
    await using store = openStore({ journal: openSqliteJournal({ path }) });
    expect(store.list('configmaps')).toEqual(before);
    expect(store.notes).toEqual([]);
  });
  await fc.assert(property, { seed: 1, numRuns: 25 });
});
