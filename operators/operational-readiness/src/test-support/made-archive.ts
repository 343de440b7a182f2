import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { type Header, pack } from 'tar-stream';

/** A gzipped tar of these files; an entry may be any header with its content. */
export async function madeArchive(
  files: Readonly<Record<string, string | Buffer>>,
  odd: readonly Partial<Header>[] = [],
): Promise<Buffer> {
  const out = pack();
  for (const [name, content] of Object.entries(files)) out.entry({ name }, content);
  for (const header of odd) out.entry({ name: 'odd', ...header }, '');
  out.finalize();
  return gzipSync(await buffer(out));
}
