import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface S3Server {
  readonly endpoint: string;
  readonly bucket: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** The part of s3rver that is used; it comes without types. */
interface S3rver {
  run(): Promise<{ readonly port: number }>;
}
type S3rverConstructor = new (options: object) => S3rver;

/** An S3-compatible server that checks signatures, for as long as this process lives; or why there is none. */
export async function startS3Server(): Promise<S3Server | string> {
  const name = 's3rver';
  const loaded: { readonly default: S3rverConstructor } | undefined = await import(name).catch(() => undefined);
  if (!loaded) return `${name} is not installed`;
  const directory = await mkdtemp(join(tmpdir(), 's3rver-'));
  const options = { port: 0, address: '127.0.0.1', silent: true, directory, configureBuckets: [{ name: 'archives' }] };
  const { port } = await new loaded.default(options).run();
  return { endpoint: `http://127.0.0.1:${port}`, bucket: 'archives', accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };
}
