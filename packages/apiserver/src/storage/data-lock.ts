import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { isBusy, storageError } from './sqlite-failure.ts';
import { StorageError } from './storage-error.ts';

/**
 * Keeps other processes, and other holders in this one, from `path`, until it is disposed. Throws a `StorageError` where another
 * holds it. The lock is the operating system's on an empty database beside it, which ends with the process however that ends; the
 * pid in a file of its own is only for the message.
 */
export function lockData(path: string): Disposable {
  const pidFile = `${path}.pid`;
  const lock = openLock(path);
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    throw isBusy(error) ? heldByAnother(path, pidFile) : storageError(error, path);
  }
  writeFileSync(pidFile, `${process.pid}\n`, { mode: 0o600 });
  return {
    [Symbol.dispose]: () => {
      rmSync(pidFile, { force: true });
      lock.close();
    },
  };
}

function openLock(path: string): DatabaseSync {
  const file = `${path}.lock`;
  try {
    // Appending nothing makes the file with the right mode. Not done again: closing it would end a lock held by this process.
    writeFileSync(file, '', { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw storageError(error, path);
  }
  try {
    return new DatabaseSync(file, { timeout: 0 });
  } catch (error) {
    throw storageError(error, path);
  }
}

function heldByAnother(path: string, pidFile: string): StorageError {
  const pid = readPid(pidFile);
  const holder = pid === undefined ? 'another process' : pid === process.pid ? 'this process' : `process ${pid}`;
  return new StorageError(`${path} is in use by ${holder}`, {
    code: 'Locked',
    hint: 'End the server that runs there first, or choose another data directory.',
  });
}

function readPid(pidFile: string): number | undefined {
  try {
    return Number.parseInt(readFileSync(pidFile, 'utf8'), 10) || undefined;
  } catch {
    // The holder has locked and not yet written its pid.
    return undefined;
  }
}
