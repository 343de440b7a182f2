import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Client } from '@capstan/client';
import { aggregatorContainer } from '../sonobuoy/aggregator-pod.ts';
import type { AggregatorStatus } from '../sonobuoy/aggregator-status.ts';
import { type ArchiveLimits, incomplete } from './archive-limits.ts';
import { readTar } from './read-tar.ts';

/** Where an archive is until it is whole. */
export const partialFile = (file: string): string => `${file}.partial`;

export interface RetrieveOptions {
  readonly namespace: string;
  readonly pod: string;
  /** What the aggregator says about its archive. */
  readonly announced: AggregatorStatus['archive'];
  readonly limits: ArchiveLimits;
  readonly signal: AbortSignal;
}

/**
 * Fetches the archive of results out of the aggregator's pod into a file, which is there only once it is whole: of the size and
 * digest that were announced. Fetching again replaces it.
 */
export async function retrieveArchive(workload: Client, file: string, options: RetrieveOptions): Promise<void> {
  const { limits, signal, announced } = options;
  const exec = workload.exec(
    { name: options.pod, namespace: options.namespace },
    { command: ['/sonobuoy', 'splat', '/tmp/sonobuoy'], container: aggregatorContainer, signal },
  );
  const partial = partialFile(file);
  const found: string[] = [];
  try {
    await readTar(
      Readable.from(exec.stdout()),
      async ({ path, data }) => {
        if (!path.endsWith('.tar.gz') || (announced && path !== announced.name)) {
          for await (const _chunk of data); // of an earlier run in the same pod
          return;
        }
        found.push(path);
        await save(data, partial, options);
      },
      { limits: { ...limits, maxUnpackedBytes: limits.maxBytes }, mustEnd: false, signal },
    );
    if (found.length !== 1) throw incomplete(found.length === 0 ? 'the pod has none yet' : `the pod has ${found.length}`);
    await rename(partial, file);
  } finally {
    await rm(partial, { force: true });
  }
}

async function save(data: AsyncIterable<Uint8Array>, file: string, { announced, signal }: RetrieveOptions): Promise<void> {
  const digest = createHash('sha256');
  let bytes = 0;
  const measure = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      digest.update(chunk);
      bytes += chunk.length;
      if (announced && bytes > announced.bytes) done(incomplete(`it has more than the ${announced.bytes} bytes announced`));
      else done(null, chunk);
    },
  });
  await pipeline(data, measure, createWriteStream(file, { mode: 0o600 }), { signal });
  if (announced === undefined) return;
  if (bytes !== announced.bytes) throw incomplete(`it has ${bytes} bytes of ${announced.bytes}`);
  if (digest.digest('hex') !== announced.sha256) throw incomplete('its digest is not the one that was announced');
}
