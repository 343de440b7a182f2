import type { IncomingMessage } from 'node:http';

/** Largest request that is read, as upstream's server. */
export const maxBodyBytes = 20 * 1024 * 1024;

/** The whole body; or that it is larger than may be, of which no more is kept then; or that the caller went away. */
export function readBody(request: IncomingMessage): Promise<Buffer | 'tooLarge' | 'gone'> {
  return new Promise((resolve) => {
    if (Number(request.headers['content-length']) > maxBodyBytes) {
      request.resume();
      resolve('tooLarge');
      return;
    }
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxBodyBytes) chunks.push(chunk);
      else {
        chunks.length = 0;
        resolve('tooLarge');
      }
    });
    request.on('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    request.on('error', () => resolve('gone'));
  });
}
