import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract, type Header } from 'tar-stream';
import { isReadinessError } from '../readiness-error.ts';
import { type ArchiveLimits, byteLimit, incomplete, refused, unpackedLimit } from './archive-limits.ts';

/** A file of an archive. `data` must be read to its end. */
export interface TarFile {
  readonly path: string;
  readonly bytes: number;
  readonly data: AsyncIterable<Uint8Array>;
}

export interface ReadTarOptions {
  readonly limits: ArchiveLimits;
  /** Whether two empty blocks must end it; else the end of the stream does. */
  readonly mustEnd: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Goes through the files of a gzipped tar, one after the other. Throws `ArchiveRefused` for paths that lead elsewhere, links,
 * devices and bombs, and `ArchiveIncomplete` for one that ends too early. Nothing is ever written by the names in it.
 */
export async function readTar(
  source: Readable,
  visit: (file: TarFile) => Promise<void>,
  { limits, mustEnd, signal }: ReadTarOptions,
): Promise<void> {
  const packed = byteLimit(limits.maxBytes);
  const tar = extract();
  const tail = tarTail();
  const flowing = pipeline(source, packed.stream, createGunzip(), unpackedLimit(limits, packed.bytes), tail.stream, tar, {
    ...(signal && { signal }),
  });
  flowing.catch(() => undefined); // the loop below throws the same, and it is looked at there
  let entries = 0;
  try {
    for await (const entry of tar) {
      entries += 1;
      if (entries > limits.maxEntries) throw refused(`it has more than ${limits.maxEntries} files`);
      const path = safePath(entry.header);
      if (path === undefined) entry.resume();
      else await visit({ path, bytes: entry.header.size, data: entry as AsyncIterable<Uint8Array> }); // its stream gives Buffers
    }
    await flowing;
  } catch (error) {
    source.destroy();
    await flowing.catch(() => undefined);
    throw signal?.aborted ? signal.reason : describe(error);
  }
  if (mustEnd && !tail.isWhole()) throw incomplete('it has no end');
}

/** `undefined` for folders, which hold nothing themselves. */
function safePath({ name, type }: Header): string | undefined {
  if (type === 'directory') return undefined;
  if (type !== 'file' && type !== 'contiguous-file') throw refused(`"${printable(name)}" is a ${String(type)}, not a file`);
  const path = name.replace(/^(\.\/)+/, '');
  const parts = path.split('/');
  if (path === '' || path.startsWith('/') || path.includes('\\') || path.includes('\0') || parts.includes('..')) {
    throw refused(`the path "${printable(name)}" leads out of it`);
  }
  return path;
}

const printable = (name: string) => name.replace(/[^\x20-\x7e]/g, '?').slice(0, 200);

/** A tar ends with two empty blocks of 512 bytes; readers don't insist on it. */
function tarTail(): { readonly stream: Transform; readonly isWhole: () => boolean } {
  let last: Buffer = Buffer.alloc(0);
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      last = chunk.length >= 1024 ? chunk.subarray(-1024) : Buffer.concat([last, chunk]).subarray(-1024);
      done(null, chunk);
    },
  });
  return { stream, isWhole: () => last.length === 1024 && last.every((byte) => byte === 0) };
}

function describe(error: unknown): unknown {
  if (isReadinessError(error, 'ArchiveRefused') || isReadinessError(error, 'ArchiveIncomplete')) return error;
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'Z_BUF_ERROR' || /unexpected end|premature close/i.test(message)) return incomplete('it is cut off', error);
  if (typeof code === 'string' && code.startsWith('Z_')) return incomplete(`it is no gzip: ${message}`, error);
  if (/(tar|invalid) header|header exceeds|checksum/i.test(message)) return refused(`it is no tar: ${message}`, error);
  return error;
}
