import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { SourceWatch } from './source-watch.ts';

/** A source that is watched, and what changes in it. */
function watched() {
  const folder = mkdtempSync(join(tmpdir(), 'capstan-source-'));
  const module = join(folder, 'src', 'extension.ts');
  mkdirSync(join(folder, 'src', 'rules'), { recursive: true });
  for (const path of [module, join(folder, 'src/rules/names.ts'), join(folder, 'package.json')]) writeFileSync(path, '');
  const source = new SourceWatch({ name: 'gates', folder, module }, { also: [] });
  const stopping = new AbortController();
  const changes = source.changes(stopping.signal);
  const dispose = () => {
    stopping.abort();
    source[Symbol.dispose]();
    rmSync(folder, { recursive: true });
  };
  /** Until a file of this name has changed. */
  const changed = async (name: string) => {
    for (;;) {
      const { value = [], done } = await changes.next();
      if (done || value.some((path) => basename(path) === name)) return value.map((path) => basename(path));
    }
  };
  return { in: (path: string) => join(folder, path), changed, [Symbol.dispose]: dispose };
}

const saves: Readonly<Record<string, (path: string) => void>> = {
  'writes into a file': (path) => writeFileSync(path, 'saved'),
  'puts another file in its place': (path) => {
    writeFileSync(`${path}~`, 'saved');
    renameSync(`${path}~`, path);
  },
  'puts the file aside and writes a new one': (path) => {
    renameSync(path, `${path}~`);
    writeFileSync(path, 'saved');
  },
};

test.for(Object.keys(saves))('every save of an editor that %s is seen', async (how) => {
  using source = watched();

  for (const name of ['extension.ts', 'extension.ts', 'rules/names.ts', 'rules/names.ts', 'extension.ts']) {
    saves[how]?.(source.in(`src/${name}`));
    expect(await source.changed(basename(name))).toContain(basename(name));
  }
});

test('files are seen that come with a folder, or into it, also into one that was there before', async () => {
  using source = watched();

  mkdirSync(source.in('src/new/deep'), { recursive: true });
  writeFileSync(source.in('src/new/deep/first.ts'), '');
  await source.changed('first.ts');
  writeFileSync(source.in('src/new/deep/second.ts'), '');
  await source.changed('second.ts');
  rmSync(source.in('src/rules'), { recursive: true });
  await source.changed('names.ts');
  mkdirSync(source.in('src/rules'));
  writeFileSync(source.in('src/rules/again.ts'), '');

  expect(await source.changed('again.ts')).toContain('again.ts');
});

test('what is no source, or that of others, is passed over', async () => {
  using source = watched();

  for (const folder of ['node_modules/it', 'dist', '.git']) {
    mkdirSync(source.in(`src/${folder}`), { recursive: true });
    writeFileSync(source.in(`src/${folder}/index.js`), '');
  }
  for (const name of ['.extension.ts', 'extension.ts~', 'extension.test.ts', '.extension.ts.swp', 'notes'])
    writeFileSync(source.in(`src/${name}`), '');
  writeFileSync(source.in('package.json'), '{}');

  expect(await source.changed('package.json')).toEqual(['package.json']);
});
