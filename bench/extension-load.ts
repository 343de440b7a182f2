import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { loopbackCertificate, loopbackKey } from '../e2e/loopback-certificate.ts';

export interface Bench {
  /** Certificate, key and request bodies. */
  readonly directory: string;
  /** The program that puts load on an extension. */
  readonly load: string;
}

/** What is asked of the load program. */
export interface Calls {
  readonly url: string;
  /** A file in the bench's folder. */
  readonly body: string;
  readonly warmUp: number;
  readonly count: number;
  readonly connections: number;
  /** Calls begun per second. Default: as many as are answered. */
  readonly rate?: number;
}

export interface CallFigures {
  readonly callsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Calls one hook from a process of its own. */
export async function call(
  { directory, load }: Bench,
  { url, body, warmUp, count, connections, rate = 0 }: Calls,
): Promise<CallFigures> {
  const flags = {
    url,
    ca: join(directory, 'tls.crt'),
    body: join(directory, body),
    'warm-up': warmUp,
    count,
    connections,
    rate,
  };
  const args = Object.entries(flags).map(([name, value]) => `-${name}=${value}`);
  const { stdout } = await promisify(execFile)(load, args, { timeout: 60_000 });
  return JSON.parse(stdout) as CallFigures; // what the program prints
}

/** Certificate, key, and requests as the real Cluster API sent them; `patches.json` has 100 items. */
export async function writeInputs(directory: string): Promise<void> {
  await writeFile(join(directory, 'tls.crt'), loopbackCertificate);
  await writeFile(join(directory, 'tls.key'), loopbackKey, { mode: 0o600 });
  await writeFile(join(directory, 'upgrade.json'), JSON.stringify(await recordedBody('before-cluster-upgrade')));
  const patches = (await recordedBody('generate-patches')) as { readonly items: readonly { readonly uid: string }[] }; // as recorded
  const copies = Array.from({ length: 100 / patches.items.length }, (_, copy) =>
    patches.items.map((item) => ({ ...item, uid: `${item.uid}-${copy}` })),
  );
  await writeFile(join(directory, 'patches.json'), JSON.stringify({ ...patches, items: copies.flat() }));
}

/** A request that the real Cluster API sent. */
async function recordedBody(name: string): Promise<unknown> {
  const file = new URL(`../e2e/fixtures/hooks/${name}.json`, import.meta.url);
  const { body } = JSON.parse(await readFile(file, 'utf8')) as { readonly body: unknown }; // a fixture of ours
  return body;
}
