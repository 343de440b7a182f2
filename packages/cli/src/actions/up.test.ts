import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';

const main = new URL('../main.ts', import.meta.url).pathname;

function temporaryFolder(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'capstan-up-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

/** `capstan up`, with no operators. */
function up(dataDir: string, ...more: readonly string[]) {
  const given = ['up', '--no-controllers', '--listen', '127.0.0.1:0', '-o', 'json', '--data-dir', dataDir, ...more];
  const child = spawn(process.execPath, ['--conditions=@capstan/source', main, ...given], {
    env: { PATH: process.env['PATH'], HOME: '/nowhere' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = once(child, 'close');
  const errors = text(child.stderr);
  const ready = once(child.stdout, 'data').then(() => 'running' as const);
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await closed;
  };
  return {
    pid: child.pid,
    /** That it runs, or how it ended without. */
    outcome: () => Promise.race([ready, closed.then(async ([code]) => ({ code, errors: await errors }))]),
    end,
    [Symbol.asyncDispose]: () => end('SIGKILL'),
  };
}

test.each<[string, readonly string[], readonly string[]]>([
  ['in memory', ['--ephemeral'], ['--ephemeral']],
  ['with objects beside one in memory', ['--ephemeral'], []],
  ['in memory beside one with objects', [], ['--ephemeral']],
])('a second server in the same folder, %s, is refused, and the kubeconfig stays that of the first', async (_name, one, two) => {
  using folder = temporaryFolder();
  await using first = up(folder.path, ...one);
  expect(await first.outcome()).toBe('running');
  const kubeconfig = join(folder.path, 'kubeconfig');
  const before = readFileSync(kubeconfig, 'utf8');

  await using second = up(folder.path, ...two);
  const outcome = await second.outcome();

  expect(outcome).toEqual({
    code: 1,
    errors: `error: ${kubeconfig} is in use by process ${first.pid}\nEnd that one first, or name another folder with '--data-dir'.\n`,
  });
  expect(readFileSync(kubeconfig, 'utf8')).toBe(before);
});

test.each<NodeJS.Signals>(['SIGTERM', 'SIGKILL'])('a folder is free again after its server has ended by %s', async (signal) => {
  using folder = temporaryFolder();
  await using first = up(folder.path, '--ephemeral');
  expect(await first.outcome()).toBe('running');
  await first.end(signal);

  await using second = up(folder.path, '--ephemeral');

  expect(await second.outcome()).toBe('running');
});
