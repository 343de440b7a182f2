import { Transform } from 'node:stream';
import { ReadinessError } from '../readiness-error.ts';

/** What an archive may be. The workload cluster makes it, and is not trusted. */
export interface ArchiveLimits {
  /** As it comes over the wire. */
  readonly maxBytes: number;
  /** Once unpacked, over all files. */
  readonly maxUnpackedBytes: number;
  /** Unpacked to packed, beyond the first 16 MiB. */
  readonly maxRatio: number;
  readonly maxEntries: number;
  /** A single file that is read as results. */
  readonly maxFileBytes: number;
  /** All files that are read as results: they are in memory together. */
  readonly maxResultBytes: number;
}

export const defaultArchiveLimits: ArchiveLimits = {
  maxBytes: 512 * 2 ** 20,
  maxUnpackedBytes: 4 * 2 ** 30,
  maxRatio: 200,
  maxEntries: 100_000,
  maxFileBytes: 32 * 2 ** 20,
  maxResultBytes: 128 * 2 ** 20,
};

const ratioFrom = 16 * 2 ** 20;

/** Lets no more bytes through than allowed; `packed` tells how many went in so far. */
export function unpackedLimit(limits: ArchiveLimits, packed: () => number): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      bytes += chunk.length;
      if (bytes > limits.maxUnpackedBytes) done(refused(`it unpacks to more than ${limits.maxUnpackedBytes} bytes`));
      else if (bytes > ratioFrom && bytes > packed() * limits.maxRatio)
        done(refused(`it unpacks to over ${limits.maxRatio} times its size`));
      else done(null, chunk);
    },
  });
}

/** Counts what passes, and stops what is more than so many bytes. */
export function byteLimit(maxBytes: number): { readonly stream: Transform; readonly bytes: () => number } {
  let bytes = 0;
  const stream = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      bytes += chunk.length;
      if (bytes > maxBytes) done(refused(`it is larger than ${maxBytes} bytes`));
      else done(null, chunk);
    },
  });
  return { stream, bytes: () => bytes };
}

export function refused(what: string, cause?: unknown): ReadinessError {
  return new ReadinessError(`the archive of results is refused: ${what}`, {
    code: 'ArchiveRefused',
    hint: 'Look at the plugins: results of an honest run are never like this.',
    cause,
  });
}

export function incomplete(what: string, cause?: unknown): ReadinessError {
  return new ReadinessError(`the archive of results is not whole: ${what}`, { code: 'ArchiveIncomplete', cause });
}
