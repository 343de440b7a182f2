import { buffer } from 'node:stream/consumers';
import { createGzip, gunzipSync } from 'node:zlib';
import { extract, pack } from 'tar-stream';

/** Files by path, in the order they stand in the archive. */
export type FileMap = ReadonlyMap<string, Uint8Array>;

/** `gzip(tar(files))`. */
export async function packTarball(files: FileMap): Promise<Buffer> {
  const tar = pack();
  for (const [name, content] of files)
    tar.entry({ name, mode: 0o644 }, Buffer.from(content.buffer, content.byteOffset, content.byteLength));
  tar.finalize();
  return buffer(tar.pipe(createGzip()));
}

/** The regular files of `gzip(tar(…))`. Throws for what is neither, or ends too early. */
export async function unpackTarball(content: Uint8Array): Promise<FileMap> {
  const files = new Map<string, Uint8Array>();
  const tar = extract();
  tar.end(gunzipSync(content));
  for await (const entry of tar) {
    const body = await buffer(entry);
    if (entry.header.type === 'file') files.set(entry.header.name, body);
  }
  return files;
}
