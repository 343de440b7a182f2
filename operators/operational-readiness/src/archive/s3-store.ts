import { readFile } from 'node:fs/promises';
import type { Client } from '@capstan/client';
import { Secret } from '@capstan/schema';
import { AwsClient } from 'aws4fetch';
import type { ProfileSpec } from '../api/readiness-profile.ts';
import { ReadinessError } from '../readiness-error.ts';
import { type ArchiveStore, archiveName } from './archive-store.ts';

export type S3Place = NonNullable<ProfileSpec['archive']['s3']>;

export interface S3StoreOptions {
  /** Reads the Secret with the credentials. */
  readonly management: Client;
  readonly signal?: AbortSignal;
}

/** Keeps archives in a bucket of an S3-compatible service, addressed by path, which all of them know. */
export async function s3Store(place: S3Place, { management, signal }: S3StoreOptions): Promise<ArchiveStore> {
  const aws = new AwsClient({
    ...(await credentials(place, management, signal)),
    service: 's3',
    region: place.region,
    retries: 3,
  });
  const urlOf = (location: string) => {
    const prefix = `s3://${place.bucket}/`;
    const segments = location.slice(prefix.length).split('/');
    // A path with .. in it leads out of the bucket.
    if (!location.startsWith(prefix) || segments.includes('..'))
      throw new ReadinessError(`"${location}" is not in bucket ${place.bucket}`, { code: 'NotFound' });
    return `${place.endpoint.replace(/\/+$/, '')}/${place.bucket}/${segments.map(encodeURIComponent).join('/')}`;
  };
  const call = async (method: 'GET' | 'PUT' | 'DELETE', location: string, body?: Uint8Array<ArrayBuffer>) => {
    const answer = await aws
      .fetch(urlOf(location), { method, ...(body && { body }), ...(signal && { signal }) })
      .catch((cause: unknown) => {
        throw new ReadinessError(`${place.endpoint} cannot be reached`, { code: 'StoreFailed', cause });
      });
    if (answer.ok || (method === 'DELETE' && answer.status === 404)) return answer;
    throw refused(place, method, answer.status, await answer.text());
  };
  return {
    async save(key, file) {
      const location = `s3://${place.bucket}/${place.prefix}${key.report.metadata.namespace}/${archiveName(key)}.tar.gz`;
      await call('PUT', location, new Uint8Array(await readFile(file)));
      return location;
    },
    read: async ({ location }) => new Uint8Array(await (await call('GET', location)).arrayBuffer()),
    remove: async (location) => void (await call('DELETE', location)),
  };
}

async function credentials(
  { credentialsSecret: { namespace, name } }: S3Place,
  management: Client,
  signal: AbortSignal | undefined,
) {
  const secret = await management.find(Secret, { namespace, name }, { ...(signal && { signal }) });
  const [accessKeyId, secretAccessKey] = ['accessKeyId', 'secretAccessKey'].map((key) =>
    Buffer.from(secret?.data?.[key] ?? '', 'base64')
      .toString('utf8')
      .trim(),
  );
  if (accessKeyId && secretAccessKey) return { accessKeyId, secretAccessKey };
  const what = secret ? 'lacks accessKeyId or secretAccessKey' : 'does not exist';
  throw new ReadinessError(`Secret ${namespace}/${name} with the credentials of the bucket ${what}`, {
    code: 'StoreFailed',
    hint: `Create it: kubectl -n ${namespace} create secret generic ${name} --from-literal=accessKeyId=… --from-literal=secretAccessKey=…`,
  });
}

/** S3 says why in XML; its code is enough, the rest may repeat what was signed. */
function refused({ endpoint, bucket }: S3Place, method: string, status: number, body: string): ReadinessError {
  const code = /<Code>(\w+)<\/Code>/.exec(body)?.[1] ?? `status ${status}`;
  return new ReadinessError(`${method} in bucket ${bucket} of ${endpoint} was refused: ${code}`, {
    code: code === 'NoSuchKey' || (status === 404 && method === 'GET') ? 'NotFound' : 'StoreFailed',
    hint: 'Check bucket, region and the rights of the access key.',
  });
}
