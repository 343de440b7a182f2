import { request as httpsRequest } from 'node:https';
import { posix } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Pod } from '@capstan/schema';
import type { ProgramContext } from '../program.ts';
import { packTarball } from './archive/tarball.ts';
import type { Pace } from './pace.ts';

interface Aggregator {
  readonly url: URL;
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

interface Upload {
  readonly method: 'PUT' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

const mimeTypes: Readonly<Record<string, string>> = {
  '.gz': 'application/gzip',
  '.json': 'application/json',
  '.xml': 'text/xml; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
};
const attempts = 3;

/** Sonobuoy's worker: waits beside a plugin for its results and uploads them, and passes on its progress. */
export async function work(context: ProgramContext, pace: Pace): Promise<number> {
  const { env, files, signal, log, localhost, command } = context;
  const { RESULTS_DIR = '', RESULT_TYPE = '', NODE_NAME = '', AGGREGATOR_URL = '', SONOBUOY_PROGRESS_PORT = '' } = env;
  const { CA_CERT: ca = '', CLIENT_CERT: cert = '', CLIENT_KEY: key = '' } = env;
  const aggregator = { url: new URL(AGGREGATOR_URL), ca, cert, key };
  const global = command.includes('global');
  const place = global ? `global/${RESULT_TYPE}` : `by-node/${NODE_NAME}/${RESULT_TYPE}`;
  using _progress = localhost.serve(Number(SONOBUOY_PROGRESS_PORT), async (request) => {
    const body = new Uint8Array(await request.arrayBuffer());
    const status = await send(aggregator, { method: 'POST', path: `/api/v1/progress/${place}`, headers: {}, body }).catch(
      () => 500,
    );
    return new Response(null, { status });
  });
  const doneFile = posix.join(RESULTS_DIR, 'done');
  log(`Waiting for waitfile ${doneFile}`);
  try {
    await Promise.race([files.appears(doneFile, signal), othersEnded(context, pace, doneFile)]);
    await delay(pace.doneMs, undefined, { signal });
  } catch {
    log('Did not receive plugin results in time. Shutting down worker.');
    return 0;
  }
  const upload = await resultUpload(context, doneFile);
  await deliver(aggregator, { method: 'PUT', path: `/api/v1/results/${place}`, ...upload }, pace, context);
  if (!global) await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  return 0;
}

/** When all other containers have ended well and left no word, whatever lies in the results folder is the result. */
async function othersEnded({ client, env, files, signal }: ProgramContext, pace: Pace, doneFile: string): Promise<void> {
  const { SONOBUOY_NS, SONOBUOY_PLUGIN_POD = '', SONOBUOY_WORKER_CONTAINER = '' } = env;
  for (let looks = 0; looks < 2; ) {
    await delay(pace.containersMs, undefined, { signal });
    const pod = await client.find(Pod, { name: SONOBUOY_PLUGIN_POD, namespace: SONOBUOY_NS }).catch(() => undefined);
    const others = pod?.spec?.containers.filter(({ name }) => name !== SONOBUOY_WORKER_CONTAINER);
    const exitCode = (of: string) => pod?.status?.containerStatuses?.find(({ name }) => name === of)?.state?.terminated?.exitCode;
    // Seen twice, so that a done file written at the very end is not overtaken. Of a container that is starting nothing is known.
    if (others?.every(({ name }) => exitCode(name) === 0)) looks++;
  }
  if (files.read(doneFile)) return;
  const archive = posix.join(posix.dirname(doneFile), 'out.tar.gz');
  files.write(archive, await packFolder(files, posix.dirname(doneFile)));
  files.write(doneFile, archive);
}

async function resultUpload({ files }: ProgramContext, doneFile: string): Promise<Pick<Upload, 'headers' | 'body'>> {
  const result = files.readText(doneFile)?.trim() ?? '';
  const isFolder = !files.read(result) && files.list(result).length > 0;
  const file = isFolder ? posix.join(result, 'results.tar.gz') : result;
  const body = isFolder ? await packFolder(files, result) : files.read(result);
  if (!body) {
    const error = `failed to stat result file ${result}: no such file or directory`;
    throw new Error(`gathering results: ${error}`);
  }
  const type = mimeTypes[posix.extname(file)] ?? '';
  return { headers: { 'content-type': type, 'content-disposition': `attachment;filename=${posix.basename(file)}` }, body };
}

function packFolder(files: ProgramContext['files'], folder: string): Promise<Buffer> {
  const entries = files.list(folder).map((path) => [posix.relative(folder, path), files.read(path) ?? new Uint8Array()] as const);
  return packTarball(new Map(entries));
}

/** Uploads, three times if need be. A result that was received before is no failure. */
async function deliver(aggregator: Aggregator, upload: Upload, pace: Pace, { signal, log }: ProgramContext): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const status = await send(aggregator, upload).catch((error: Error) => error);
    if (status === 200 || status === 409) return;
    const what = status instanceof Error ? status.message : `got a ${status} response`;
    log(`attempt ${attempt} to upload results: ${what}`);
    const hopeless = typeof status === 'number' && status < 500;
    if (hopeless || attempt === attempts) throw new Error(`gathering results: error encountered dialing aggregator: ${what}`);
    await delay(pace.retryMs, undefined, { signal });
  }
}

function send({ url, ca, cert, key }: Aggregator, { method, path, headers, body }: Upload): Promise<number> {
  return new Promise((resolve, reject) => {
    const { hostname: host, port } = url;
    const asked = httpsRequest({ host, port, path, method, headers, ca, cert, key, agent: false }, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode ?? 0));
      response.once('error', reject);
    });
    asked.once('error', reject);
    asked.end(body);
  });
}
