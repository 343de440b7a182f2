import { execFile } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { UserError } from '../../report-error.ts';
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
  /** All that has changed since the last one was waited for, until this file has. The system tells changes in their order. */
  const changed = async (path: string) => {
    const all = new Set<string>();
    while (!all.has(path)) {
      const { value = [], done } = await changes.next();
      for (const file of value) all.add(relative(folder, file));
      if (done) break;
    }
    return [...all].sort();
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
  const files = ['src/extension.ts', 'src/rules/names.ts'];

  // In turns: what comes late of one save is not taken for the next.
  for (const path of [...files, ...files, ...files]) {
    saves[how]?.(source.in(path));
    expect(await source.changed(path)).toContain(path);
  }
});

test('files are seen that come with a folder, or into it, also into one that was there before', async () => {
  using source = watched();

  mkdirSync(source.in('src/new/deep'), { recursive: true });
  writeFileSync(source.in('src/new/deep/first.ts'), '');
  await source.changed('src/new/deep/first.ts');
  writeFileSync(source.in('src/new/deep/second.ts'), '');
  await source.changed('src/new/deep/second.ts');
  rmSync(source.in('src/rules'), { recursive: true });
  await source.changed('src/rules/names.ts');
  mkdirSync(source.in('src/rules'));
  writeFileSync(source.in('src/rules/again.ts'), '');

  expect(await source.changed('src/rules/again.ts')).toContain('src/rules/again.ts');
});

test.for(['src', 'src/rules', '.'])(
  '%s is followed when it is removed and made again, and when another is put in its place',
  async (path) => {
    using source = watched();
    const outer = mkdtempSync(join(tmpdir(), 'capstan-other-'));
    const remove = () => rmSync(source.in(path), { recursive: true });
    const replace = () => {
      cpSync(source.in(path), join(outer, 'next'), { recursive: true });
      renameSync(source.in(path), join(outer, 'last'));
      renameSync(join(outer, 'next'), source.in(path));
    };

    for (const [round, exchange] of [remove, replace, remove, remove].entries()) {
      exchange();
      mkdirSync(source.in('src/rules'), { recursive: true });
      await source.changed(save(source, `src/rules/came-${round}.ts`));
      await source.changed(save(source, `src/rules/later-${round}.ts`));
    }

    expect(await source.changed(save(source, 'src/rules/last.ts'))).toContain('src/rules/last.ts');
    rmSync(outer, { recursive: true });
  },
);

test('folders that come and go faster than they can be read are no error, nor is one that may not be read', async () => {
  using source = watched();
  const churn = `const { mkdirSync, rmSync } = require('node:fs');
    for (let i = 0; i < 500; i++) { mkdirSync('t/a/b/c', { recursive: true }); rmSync('t', { recursive: true }); }`;

  mkdirSync(source.in('src/locked'), { mode: 0 }); // which root may read all the same
  await promisify(execFile)(process.execPath, ['-e', churn], { cwd: source.in('src') });
  mkdirSync(source.in('src/t/a/b/c'), { recursive: true });

  expect(await source.changed(save(source, 'src/t/a/b/c/names.ts'))).toContain('src/t/a/b/c/names.ts');
  chmodSync(source.in('src/locked'), 0o700); // or nobody else can remove it
});

test('links are not followed, also those that lead back', async () => {
  using source = watched();

  for (const link of ['src/one', 'src/two', 'src/rules/three']) symlinkSync(source.in('src'), source.in(link));

  expect(await source.changed(save(source, 'src/after.ts'))).toEqual(['src/after.ts']);
});

test('what is no source, or that of others, is passed over, also in a folder that comes', async () => {
  using source = watched();

  for (const within of ['src', 'src/new'])
    for (const folder of ['node_modules/it', 'dist', '.git']) {
      mkdirSync(source.in(`${within}/${folder}`), { recursive: true });
      writeFileSync(source.in(`${within}/${folder}/index.js`), '');
    }
  for (const name of ['.extension.ts', 'extension.ts~', 'extension.test.ts', '.extension.ts.swp', 'notes'])
    writeFileSync(source.in(`src/${name}`), '');
  mkdirSync(source.in('manifests'));
  writeFileSync(source.in('manifests/service.yaml'), '');

  expect(await source.changed(save(source, 'package.json'))).toEqual(['package.json']);
});

test('a folder that cannot be watched from the start is named', () => {
  const entry = { name: 'gates', folder: tmpdir(), module: join(tmpdir(), 'no-such-folder', 'extension.ts') };

  const refused = expect(() => new SourceWatch(entry, { also: [] }));

  refused.toThrow(UserError);
  refused.toThrow(/^cannot watch .*no-such-folder: it is not there/);
});

/** Saves a file, and gives its path to wait for. */
function save(source: ReturnType<typeof watched>, path: string): string {
  writeFileSync(source.in(path), 'saved');
  return path;
}
