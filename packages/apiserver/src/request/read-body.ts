import type { IncomingMessage } from 'node:http';
import { StatusError } from '../errors/status-error.ts';

const limit = 3 * 1024 * 1024;
/** How much of a body that is too large is still taken, so that the client gets to read its 413. */
const drained = 16 * limit;

/** The whole body. Rejects with a 413 for more than 3 MiB. */
export function readBody(incoming: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    incoming.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
      else chunks.length = 0;
      if (size > drained) reject(tooLarge());
    });
    incoming.on('end', () => {
      if (size > limit) reject(tooLarge());
      else resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, size));
    });
    incoming.on('error', reject);
  });
}

const tooLarge = () => new StatusError(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${limit}`);
