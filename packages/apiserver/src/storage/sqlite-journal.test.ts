import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { openStore } from './memory-store.ts';
import { openSqliteJournal } from './sqlite-journal.ts';
import { configMap, names, put, remove, temporaryFolder } from './test-support/example-objects.ts';

const open = (path: string) => openStore({ journal: openSqliteJournal({ path }) });

test('a store opened again has its objects, its revision, and nothing to say', async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/data/state.db`;
  {
    await using store = open(path);
    put(store, configMap('a'));
    put(store, configMap('b'));
    put(store, configMap('b'), 'changed');
    remove(store, configMap('a'));
  }

  await using store = open(path);

  expect(names(store.list('configmaps').items)).toEqual(['default/b']);
  expect(store.get(configMap('b'))).toMatchObject({ uid: 'uid-changed', labels: { text: 'changed' }, revision: 4 });
  expect([store.revision, store.compacted, store.notes]).toEqual([5, 5, []]);
  expect(put(store, configMap('c')).revision).toBe(6);
});

test('files can be read by their owner only', async () => {
  using folder = temporaryFolder();
  const data = `${folder.path}/made/here`;
  await using store = open(`${data}/state.db`);
  await store.durable(put(store, configMap('a')).revision);

  const modes = readdirSync(data).map((name) => [name, statSync(`${data}/${name}`).mode & 0o777]);

  expect(statSync(data).mode & 0o777).toBe(0o700);
  expect(modes.filter(([, mode]) => mode !== 0o600)).toEqual([]);
  expect(modes.map(([name]) => name)).toEqual(expect.arrayContaining(['state.db', 'state.db-wal', 'state.db.pid']));
});

test('a second store on the same file is refused while the first is open, with the pid of the holder', async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/state.db`;
  {
    await using _store = open(path);
    expect(() => open(path)).toThrow(expect.objectContaining({ code: 'Locked', message: `${path} is in use by this process` }));
    writeFileSync(`${path}.pid`, '4711\n');
    expect(() => open(path)).toThrow(expect.objectContaining({ code: 'Locked', message: `${path} is in use by process 4711` }));
  }

  await using store = open(path);

  expect(store.notes).toEqual([]);
});

test('data of a newer version is refused with the version that reads it, and left as it is', async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/state.db`;
  await open(path)[Symbol.asyncDispose]();
  {
    using db = new DatabaseSync(path);
    db.exec("PRAGMA user_version = 7; UPDATE meta SET value = '9.1.0' WHERE name = 'readableSince'");
  }
  const before = readFileSync(path);

  expect(() => open(path)).toThrow(
    expect.objectContaining({ code: 'DataTooNew', hint: 'Use Capstan 9.1.0 or newer, or choose another data directory.' }),
  );
  expect(readFileSync(path).equals(before)).toBe(true);
  expect(readdirSync(folder.path).some((name) => name.includes('damaged'))).toBe(false);
});

test('a file that is no database, or another program’s, is refused and left as it is', async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/state.db`;
  writeFileSync(path, 'the notes of somebody');
  expect(() => open(path)).toThrow(expect.objectContaining({ code: 'NotADatabase', message: `${path} is not a database` }));
  expect(readFileSync(path, 'utf8')).toBe('the notes of somebody');

  const other = `${folder.path}/other.db`;
  using db = new DatabaseSync(other);
  db.exec('CREATE TABLE bookmarks (url TEXT)');
  db.close();
  expect(() => open(other)).toThrow(expect.objectContaining({ code: 'NotADatabase' }));
});

test('a write that finds no room is refused, reading goes on, and so does writing once there is room', async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/state.db`;
  await using store = openStore({ journal: openSqliteJournal({ path, maxBytes: 100_000 }) });
  await store.durable(put(store, configMap('kept')).revision);

  const large = put(store, configMap('large'), 'x'.repeat(200_000));
  await expect(store.durable(large.revision)).rejects.toMatchObject({ name: 'StorageError', code: 'DiskFull' });

  expect(names(store.list('configmaps').items)).toEqual(['default/kept']);
  await store.durable(put(store, configMap('small')).revision);
  expect(names(store.list('configmaps').items)).toEqual(['default/kept', 'default/small']);
});

const isRoot = process.getuid?.() === 0;
if (isRoot) process.stdout.write('SKIPPED: a folder that may not be written to: root may write everywhere\n');

test.skipIf(isRoot)('a folder that may not be written to is said to be so', () => {
  using folder = temporaryFolder();
  mkdirSync(`${folder.path}/closed`);
  chmodSync(`${folder.path}/closed`, 0o500);

  expect(() => open(`${folder.path}/closed/state.db`)).toThrow(expect.objectContaining({ code: 'NoPermission' }));
});

test('a path that can’t be a folder is said to be unusable, and nothing stays locked', async () => {
  using folder = temporaryFolder();
  writeFileSync(`${folder.path}/file`, '');
  expect(() => open(`${folder.path}/file/state.db`)).toThrow(expect.objectContaining({ name: 'StorageError', code: 'Unusable' }));

  const path = `${folder.path}/state.db`;
  writeFileSync(path, 'not a database');
  expect(() => open(path)).toThrow(expect.objectContaining({ code: 'NotADatabase' }));
  expect(existsSync(`${path}.pid`)).toBe(false);
  expect(() => open(path)).toThrow(expect.objectContaining({ code: 'NotADatabase' }));
});
