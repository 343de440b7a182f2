import { isUtf8 } from 'node:buffer';
import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { type Pack, pack } from 'tar-stream';
import type { PluginResults, ResultFile } from '../results/plugin-outcome.ts';
import { type ArchiveLimits, refused } from './archive-limits.ts';
import { readTar, type TarFile } from './read-tar.ts';
import { redact } from './redact.ts';
import { redactJson } from './redact-json.ts';

export interface UnpackOptions {
  readonly limits: ArchiveLimits;
  readonly signal?: AbortSignal;
}

interface Collected {
  readonly files: ResultFile[];
  readonly errors: ResultFile[];
  summary?: string;
}

/** Result files that are read, as opposed to kept. */
const readable = /\.(xml|json|yaml|yml)$/;
/** Texts that may say a secret. */
const loggish = /^(podlogs|meta|plugins|hosts)\//;
/** What Sonobuoy lists of objects: never Secrets, but the environment of pods, ConfigMaps and annotations. */
const listed = /^resources\/.*\.json$/;

/**
 * Reads the results of plugins from an archive, and writes it anew beside that with secrets in its logs redacted. Files that
 * are too large to be looked through are left out of the copy and listed in it.
 */
export async function unpackResults(
  archive: string,
  copy: string,
  { limits, signal }: UnpackOptions,
): Promise<ReadonlyMap<string, PluginResults>> {
  const plugins = new Map<string, Collected>();
  const out = pack();
  const dropped: string[] = [];
  let resultBytes = 0;
  const writing = pipeline(out, createGzip(), createWriteStream(copy, { mode: 0o600 }), { ...(signal && { signal }) });
  writing.catch(() => undefined); // awaited below
  try {
    await readTar(
      createReadStream(archive),
      async (file) => {
        const data = await contentOf(file, limits.maxFileBytes);
        if (data === undefined) {
          if (file.path.startsWith('plugins/') && readable.test(file.path)) throw refused(`${file.path} has ${file.bytes} bytes`);
          dropped.push(file.path);
          return;
        }
        resultBytes += collect(plugins, file.path, data);
        if (resultBytes > limits.maxResultBytes) throw refused(`its results have more than ${limits.maxResultBytes} bytes`);
        await add(out, file.path, redacted(file.path, data));
      },
      { limits, mustEnd: true, ...(signal && { signal }) },
    );
    if (dropped.length > 0) await add(out, 'meta/left-out.txt', Buffer.from(`${dropped.join('\n')}\n`));
    out.finalize();
    await writing;
  } catch (error) {
    out.destroy();
    await writing.catch(() => undefined);
    throw error;
  }
  return plugins;
}

/** `undefined` for what is larger than the limit, which is passed over. */
async function contentOf({ data, bytes }: TarFile, maxBytes: number): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of data) if (bytes <= maxBytes) chunks.push(chunk);
  return bytes <= maxBytes ? Buffer.concat(chunks) : undefined;
}

/** Keeps what is read as results; says how many bytes of it there are. */
function collect(plugins: Map<string, Collected>, path: string, data: Buffer): number {
  const [top, name, kind, node, ...rest] = path.split('/');
  if (top !== 'plugins' || name === undefined || kind === undefined) return 0;
  const known = plugins.get(name) ?? { files: [], errors: [] };
  plugins.set(name, known);
  const text = readable.test(path) ? data.toString('utf8') : '';
  if (kind === 'sonobuoy_results.yaml' && node === undefined) known.summary = text;
  if (node === undefined || rest.length === 0) return data.length;
  const file = { node, path: rest.join('/'), text };
  if (kind === 'results') known.files.push(file);
  if (kind === 'errors') known.errors.push(file);
  return text.length;
}

/** Byte by byte, so that what is no UTF-8, or has a zero in it, is looked through and otherwise stays as it is. */
function redacted(path: string, data: Buffer): Buffer {
  if (listed.test(path) && isUtf8(data)) return Buffer.from(redactJson(data.toString('utf8')), 'utf8');
  if (!loggish.test(path) && !listed.test(path)) return data;
  if (data[0] === 0x1f && data[1] === 0x8b) return data; // gzip, where nothing can be seen and a change breaks it
  return Buffer.from(redact(data.toString('latin1')), 'latin1');
}

function add(out: Pack, name: string, data: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    out.entry({ name, mode: 0o644 }, data, (error) => (error ? reject(error) : resolve()));
  });
}
