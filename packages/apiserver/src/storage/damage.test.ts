import { copyFileSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openStore } from './memory-store.ts';
import { openSqliteJournal } from './sqlite-journal.ts';
import type { Store, StoredObject } from './store.ts';
import { configMap, names, put, remove, temporaryFolder } from './test-support/example-objects.ts';

const open = (path: string) => openStore({ journal: openSqliteJournal({ path, clock: () => Date.UTC(2026, 0, 2, 3, 4, 5) }) });

/** Objects short and long, written, rewritten and deleted: pages of all sorts. */
async function fill(store: Store, rounds: number): Promise<void> {
  for (let index = 0; index < rounds; index++) {
    const key = configMap(`object-${index % 150}`);
    if (index % 11 === 0 && store.get(key)) remove(store, key);
    else put(store, key, `${index}-${'x'.repeat((index % 5) ** 5 * 10)}`);
    if (index % 7 === 0) await store.durable(store.revision);
  }
}

const byName = (objects: readonly StoredObject[]) => new Map(objects.map((object) => [object.name, object]));

/** Nothing that is read is other than it was once written. */
function expectAuthentic(found: readonly StoredObject[], written: ReadonlyMap<string, StoredObject>): void {
  for (const object of found) expect(object).toEqual(written.get(object.name));
}

test('a file cut off anywhere opens with what can be read, tells so, and keeps the damaged file', async () => {
  using folder = temporaryFolder();
  const original = `${folder.path}/original.db`;
  {
    await using store = open(original);
    await fill(store, 600);
  }
  await using whole = open(original);
  const written = byName(whole.list('configmaps').items);
  await whole[Symbol.asyncDispose]();
  const bytes = readFileSync(original);
  const recovered: number[] = [];
  for (let part = 0; part < 40; part++) {
    const path = `${folder.path}/cut-${part}.db`;
    writeFileSync(path, bytes.subarray(0, Math.floor((bytes.length * part) / 40) + (part % 3)));

    await using store = open(path);
    const { items } = store.list('configmaps');

    expectAuthentic(items, written);
    recovered.push(items.length);
    expect(store.notes).toEqual([
      `${path} was damaged: ${items.length} objects could be read, others may be lost; ` +
        `the damaged file is kept as ${path}.damaged-2026-01-02T03-04-05.000Z`,
    ]);
    await store.durable(put(store, configMap('new')).revision);
    await store[Symbol.asyncDispose]();
    await using again = open(path);
    expect([again.notes, again.count('configmaps')]).toEqual([[], items.length + 1]);
    const aside = readFileSync(`${path}.damaged-2026-01-02T03-04-05.000Z`);
    expect(aside.equals(bytes.subarray(0, aside.length))).toBe(true);
  }
  expect(recovered.at(-1)).toBeGreaterThan(written.size * 0.8);
  expect(recovered[20]).toBeGreaterThan(written.size * 0.2);
});

test('revisions that were lost with a damaged file are not given out again', async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/state.db`;
  {
    await using store = open(path);
    await fill(store, 300);
  }
  truncateSync(path, 8192);

  await using store = open(path);

  expect(store.revision).toBeGreaterThan(100_000);
});

test('garbage in the middle of a file costs only what was there', async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/state.db`;
  {
    await using store = open(path);
    await fill(store, 600);
  }
  const bytes = readFileSync(path);
  bytes.fill('garbage', bytes.length / 2, bytes.length / 2 + 10_000);
  writeFileSync(path, bytes);

  await using store = open(path);

  expect(store.notes).toEqual([expect.stringContaining('was damaged')]);
  expect(store.count('configmaps')).toBeGreaterThan(60);
});

/** The files of a store that writes and is not closed, with what it had after each write. */
async function crashedFiles(
  path: string,
): Promise<{ readonly states: readonly string[]; readonly db: Buffer; readonly wal: Buffer }> {
  await using store = open(path);
  const state = () => JSON.stringify(names(store.list('configmaps').items));
  const states = [state()];
  for (let index = 0; index < 60; index++) {
    await store.durable(put(store, configMap(`object-${index}`), 'x'.repeat(index * 50)).revision);
    states.push(state());
  }
  copyFileSync(path, `${path}.copy`);
  copyFileSync(`${path}-wal`, `${path}.copy-wal`);
  return { states, db: readFileSync(`${path}.copy`), wal: readFileSync(`${path}.copy-wal`) };
}

test('a write-ahead log cut off anywhere opens at a state there was', async () => {
  using folder = temporaryFolder();
  const { states, db, wal } = await crashedFiles(`${folder.path}/original.db`);
  const counts: number[] = [];
  for (let part = 0; part <= 50; part++) {
    const path = `${folder.path}/cut-${part}.db`;
    writeFileSync(path, db);
    writeFileSync(`${path}-wal`, wal.subarray(0, Math.floor((wal.length * part) / 50)));

    await using store = open(path);

    const items = store.list('configmaps').items;
    expect(states).toContain(JSON.stringify(names(items)));
    counts.push(items.length);
  }
  expect(counts.toSorted((a, b) => a - b)).toEqual(counts);
  expect(counts.at(-1)).toBe(60);
});

test('garbage in a write-ahead log opens at the last commit before it, tells so, and keeps the log', async () => {
  using folder = temporaryFolder();
  const { states, db, wal } = await crashedFiles(`${folder.path}/original.db`);
  for (const [index, at] of [0, 20, 40, 5000, wal.length / 2].entries()) {
    const path = `${folder.path}/garbage-${index}.db`;
    const damaged = Buffer.from(wal);
    damaged.fill('garbage', at, at + 16);
    writeFileSync(path, db);
    writeFileSync(`${path}-wal`, damaged);

    await using store = open(path);

    expect(states).toContain(JSON.stringify(names(store.list('configmaps').items)));
    expect(store.notes).toEqual([expect.stringContaining('write-ahead log')]);
    const aside = readdirSync(folder.path).find((name) => name.startsWith(`garbage-${index}.db.damaged-`));
    expect(readFileSync(`${folder.path}/${aside}`).equals(damaged)).toBe(true);
  }
});

test('a last write that a crash cut off between a frame and its page is left out, also in a log that was begun anew', async () => {
  using folder = temporaryFolder();
  const [path, crashed] = [`${folder.path}/state.db`, `${folder.path}/crashed.db`];
  await using store = open(path);
  const write = async (name: string, text?: string) => store.durable(put(store, configMap(name), text).revision);
  const log = () => readFileSync(`${path}-wal`);
  // SQLite moves a log of 4 MB into the file and writes over it from the start.
  for (let index = 0; index < 25; index++) await write(`large-${index}`, 'x'.repeat(200_000));
  await write('kept');
  const before = log();
  await write('cut-off');
  const after = log();
  expect(after.length).toBe(before.length);

  const frameBytes = 24 + after.readUInt32BE(8);
  const lastDifference = after.findLastIndex((byte, index) => byte !== before[index]);
  const page = 32 + Math.floor((lastDifference - 32) / frameBytes) * frameBytes + 24;
  before.copy(after, page, page, page + frameBytes - 24);
  copyFileSync(path, crashed);
  writeFileSync(`${crashed}-wal`, after);

  await using opened = open(crashed);

  expect(opened.notes).toEqual([`the last write to ${crashed} was not complete and was left out`]);
  expect(names(opened.list('configmaps').items)).toEqual(
    names(store.list('configmaps').items)?.filter((name) => name !== 'default/cut-off'),
  );
});

test('a write-ahead log without its file is kept, and the store begins empty', async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/state.db`;
  const { wal } = await crashedFiles(`${folder.path}/original.db`);
  writeFileSync(`${path}-wal`, wal);

  await using store = open(path);

  expect(store.count('configmaps')).toBe(0);
  expect(store.notes).toEqual([expect.stringContaining('write-ahead log')]);
  expect(readdirSync(folder.path)).toContain('state.db.damaged-2026-01-02T03-04-05.000Z-wal');
});
