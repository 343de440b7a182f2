import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Secret } from '@capstan/schema';
import { type TestEnv, testEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import { ReadinessReport } from '../api/readiness-report.ts';
import { noS3Server, startS3Server } from '../test-support/s3-server.ts';
import { temporaryFolder } from '../test-support/temporary-folder.ts';
import type { ArchiveStore } from './archive-store.ts';
import { fileStore } from './file-store.ts';
import { s3Store } from './s3-store.ts';
import { secretStore } from './secret-store.ts';

async function reportIn(env: TestEnv, name = 'web.e2e'): Promise<ReadinessReport> {
  const metadata = { name, namespace: await env.namespace() };
  return env.client.create(ReadinessReport, { metadata, spec: { cluster: 'web', profile: 'e2e' } });
}

/** Saves, saves again, reads and removes, as every store must. */
async function behaves(store: ArchiveStore, report: ReadinessReport, bytes: number): Promise<string> {
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'archive');
  const data = Buffer.alloc(bytes, 'archive of results ');
  await writeFile(file, data);
  const key = { report, number: 7, attempt: 1 };

  const location = await store.save(key, file);
  expect(await store.save(key, file)).toBe(location);
  const archived = { location, sha256: createHash('sha256').update(data).digest('hex'), bytes };
  expect(Buffer.from(await store.read(archived, report)).equals(data)).toBe(true);
  await store.remove(location, report);
  await store.remove(location, report);
  await expect(store.read(archived, report)).rejects.toMatchObject({ code: 'NotFound' });
  return location;
}

test('Secrets hold an archive in chunks, under the report, and go with it', async () => {
  await using env = await testEnv({ resources: [ReadinessReport] });
  const report = await reportIn(env);
  const store = secretStore(env.client);
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'archive');
  await writeFile(file, Buffer.alloc(2_000_000, 1));

  expect(await behaves(store, report, 2_000_000)).toBe('secrets:web.e2e-7-archive/3');
  await store.save({ report, number: 8, attempt: 2 }, file);
  await env.client.delete(ReadinessReport, { name: 'web.e2e', namespace: report.metadata.namespace });

  // The garbage collector of a real cluster may learn of the report's kind half a minute after that is served.
  const chunk = { name: 'web.e2e-8.2-archive.0', namespace: report.metadata.namespace };
  await env.eventuallyGone(Secret, chunk, { timeout: '100s' });
});

test('Secrets hold the archive of a report whose long name is cut behind a dot', async () => {
  await using env = await testEnv({ resources: [ReadinessReport] });
  const report = await reportIn(env, `${'a'.repeat(179)}.${'b'.repeat(30)}`);

  expect(await behaves(secretStore(env.client), report, 10)).toMatch(/^secrets:a{179}-[0-9a-f]{8}-archive\/1$/);
});

test('a folder holds an archive, and nothing is read or removed outside of it', async () => {
  await using env = await testEnv({ resources: [ReadinessReport] });
  const report = await reportIn(env);
  await using folder = await temporaryFolder();
  const store = fileStore(folder.path);

  expect(await behaves(store, report, 1000)).toBe(`file:${report.metadata.namespace}/web.e2e-7.tar.gz`);
  const outside = { location: 'file:../../etc/passwd', sha256: '', bytes: 0 };
  await expect(store.read(outside, report)).rejects.toMatchObject({
    code: 'NotFound',
    message: expect.stringContaining('no place'),
  });
});

test('nothing is read or removed outside of a bucket', async () => {
  await using env = await testEnv({ resources: [ReadinessReport] });
  const report = await reportIn(env);
  const namespace = report.metadata.namespace ?? '';
  const stringData = { accessKeyId: 'a', secretAccessKey: 'b' };
  await env.client.create(Secret, { metadata: { name: 'key', namespace }, stringData });
  const credentialsSecret = { namespace, name: 'key' };
  const place = { endpoint: 'https://s3.example.invalid', bucket: 'results', region: 'us-east-1', prefix: '', credentialsSecret };
  const store = await s3Store(place, { management: env.client });

  for (const location of ['s3://others/web.tar.gz', 's3://results/../others/web.tar.gz']) {
    const refused = { code: 'NotFound', message: expect.stringContaining('is not in bucket results') };
    await expect(store.read({ location, sha256: '', bytes: 0 }, report)).rejects.toMatchObject(refused);
    await expect(store.remove(location, report)).rejects.toMatchObject(refused);
  }
});

test.skipIf(noS3Server !== undefined)(
  `a bucket holds an archive, and another's key is refused${noS3Server ? ` (${noS3Server})` : ''}`,
  async () => {
    using server = await startS3Server();
    await using env = await testEnv({ resources: [ReadinessReport] });
    const report = await reportIn(env);
    const namespace = report.metadata.namespace ?? '';
    const secret = (name: string, secretAccessKey: string) =>
      env.client.create(Secret, {
        metadata: { name, namespace },
        stringData: { accessKeyId: server.accessKeyId, secretAccessKey },
      });
    await secret('good', server.secretAccessKey);
    await secret('bad', 'not-the-key');
    const place = (name: string) => ({
      endpoint: server.endpoint,
      bucket: server.bucket,
      region: 'us-east-1',
      prefix: 'ready ness/',
      credentialsSecret: { namespace, name },
    });
    const options = { management: env.client };

    expect(await behaves(await s3Store(place('good'), options), report, 300_000)).toBe(
      `s3://${server.bucket}/ready ness/${namespace}/web.e2e-7.tar.gz`,
    );
    await expect(behaves(await s3Store(place('bad'), options), report, 10)).rejects.toMatchObject({
      code: 'StoreFailed',
      message: expect.not.stringContaining('not-the-key'),
    });
    await expect(s3Store(place('missing'), options)).rejects.toMatchObject({
      message: expect.stringContaining('does not exist'),
    });
  },
);
