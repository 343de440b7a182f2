import { spawn } from 'node:child_process';
import { on, once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { openStore } from './memory-store.ts';
import { openSqliteJournal } from './sqlite-journal.ts';
import { configMap, temporaryFolder } from './test-support/example-objects.ts';

const script = fileURLToPath(new URL('./test-support/write-load.ts', import.meta.url));

interface Acknowledged {
  readonly what: string;
  readonly name: string;
  readonly revision: number;
}

/** Lets a process write until it has acknowledged so much, and kills it in the middle. */
async function writeAndKill(path: string, count: number): Promise<readonly Acknowledged[]> {
  const child = spawn(process.execPath, ['--conditions=@capstan/source', script, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  const closed = once(child, 'close');
  let output = '';
  for await (const chunk of on(child.stdout.setEncoding('utf8'), 'data', { close: ['end'] })) {
    output += chunk;
    if (child.killed || output.split('\n').length <= count) continue;
    expect(() => openSqliteJournal({ path })).toThrow(`${path} is in use by process ${child.pid}`);
    child.kill('SIGKILL');
  }
  await closed;
  // The last line may have been cut off by the kill.
  const lines = output.split('\n').slice(0, -1);
  return lines.map((line) => {
    const [what = '', name = '', revision] = line.split(' ');
    return { what, name, revision: Number(revision) };
  });
}

test('every acknowledged write is there after a SIGKILL in the middle of writing, time and again', async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/state.db`;
  const acknowledged: Acknowledged[] = [];
  for (const count of [50, 500, 2000, 4000]) {
    acknowledged.push(...(await writeAndKill(path, count)));

    await using store = openStore({ journal: openSqliteJournal({ path }) });

    expect(store.notes.filter((note) => !note.includes('was not complete'))).toEqual([]);
    expect(store.revision).toBeGreaterThanOrEqual(Math.max(...acknowledged.map(({ revision }) => revision)));
    const wrong = acknowledged.filter(({ what, name, revision }) => {
      const kept = store.get(configMap(name));
      return what === 'kept' ? kept?.revision !== revision : kept !== undefined;
    });
    expect(wrong).toEqual([]);
  }
  expect(acknowledged.length).toBeGreaterThan(6000);
});
