import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { openStore } from './memory-store.ts';
import { openSqliteJournal } from './sqlite-journal.ts';
import { configMap, temporaryFolder } from './test-support/example-objects.ts';

const script = fileURLToPath(new URL('./test-support/write-load.ts', import.meta.url));

interface Acknowledged {
  readonly round: number;
  readonly revision: number;
}

/** Lets a process write until it has acknowledged so many, and kills it in the middle. Answers the last of each writer. */
async function writeAndKill(path: string, count: number): Promise<ReadonlyMap<string, Acknowledged>> {
  const child = spawn(process.execPath, ['--conditions=@capstan/source', script, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const last = new Map<string, Acknowledged>();
  let lines = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    const [writer = '', round, revision] = line.split(' ');
    // The last line may have been cut off by the kill: whole ones have three parts and were all written before.
    if (revision) last.set(writer, { round: Number(round), revision: Number(revision) });
    lines += 1;
    if (lines === count) expect(() => openSqliteJournal({ path })).toThrow(expect.objectContaining({ code: 'Locked' }));
    if (lines === count) child.kill('SIGKILL');
  }
  await exited;
  return last;
}

test('every acknowledged write is there after a SIGKILL in the middle of writing, time and again', async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/state.db`;
  for (const count of [50, 500, 3000, 8000]) {
    const acknowledged = await writeAndKill(path, count);

    await using store = openStore({ journal: openSqliteJournal({ path }) });

    expect(acknowledged.size).toBe(8);
    expect(store.notes.filter((note) => !note.includes('was not complete'))).toEqual([]);
    for (const [writer, { round, revision }] of acknowledged) {
      expect(store.revision).toBeGreaterThanOrEqual(revision);
      const object = store.get(configMap(`writer-${writer}`));
      // A deletion, or one more write that was not yet acknowledged when the process was killed.
      const kept = object ? Number.parseInt(object.uid.replace('uid-', ''), 10) : undefined;
      if (kept === undefined) expect([round % 5, (round + 1) % 5]).toContain(0);
      else expect(kept).toBeGreaterThanOrEqual(round);
      if (object) expect(object.revision).toBeGreaterThanOrEqual(revision);
    }
  }
});
