import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { madeArchive } from '../test-support/made-archive.ts';
import { type ArchiveLimits, defaultArchiveLimits } from './archive-limits.ts';
import { readTar } from './read-tar.ts';
import { redact } from './redact.ts';
import { unpackResults } from './unpack-results.ts';

const usual = {
  'plugins/e2e/results/global/junit.xml': '<testsuite><testcase name="a"/></testsuite>',
  'plugins/e2e/errors/node-1/error.json': '{"error":"timeout"}',
  'plugins/e2e/sonobuoy_results.yaml': 'status: passed',
  'podlogs/kube-system/dns/logs/dns.txt': 'started\nAuthorization: Bearer abcdef0123456789\nok',
};

async function unpack(archive: Buffer, limits: Partial<ArchiveLimits> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'archive-'));
  await using _folder = { [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
  await writeFile(join(folder, 'in'), archive);
  const plugins = await unpackResults(join(folder, 'in'), join(folder, 'out'), {
    limits: { ...defaultArchiveLimits, ...limits },
  });
  return { plugins, copy: await readFile(join(folder, 'out')) };
}

async function filesOf(archive: Buffer): Promise<Readonly<Record<string, string>>> {
  const files: Record<string, string> = {};
  const visit = async ({ path, data }: { readonly path: string; readonly data: AsyncIterable<Uint8Array> }) => {
    files[path] = Buffer.concat(await Array.fromAsync(data)).toString();
  };
  await readTar(Readable.from([archive]), visit, { limits: defaultArchiveLimits, mustEnd: true });
  return files;
}

test('results of plugins are found by node, and logs are kept without their secrets', async () => {
  const { plugins, copy } = await unpack(await madeArchive(usual));

  expect(plugins.get('e2e')).toEqual({
    files: [{ node: 'global', path: 'junit.xml', text: usual['plugins/e2e/results/global/junit.xml'] }],
    errors: [{ node: 'node-1', path: 'error.json', text: '{"error":"timeout"}' }],
    summary: 'status: passed',
  });
  expect(await filesOf(copy)).toEqual({
    ...usual,
    'podlogs/kube-system/dns/logs/dns.txt': 'started\nAuthorization: Bearer ***\nok',
  });
});

test('what is listed of objects is kept without the secrets in it, as the JSON it was', async () => {
  const pods = (value: string) => JSON.stringify({ items: [{ env: [{ name: 'DB_PASSWORD', value }], mode: 'ü' }] });
  const path = 'resources/ns/shop/core_v1_pods.json';
  const odd = Buffer.from('token=a\xff', 'latin1');
  const { copy } = await unpack(await madeArchive({ [path]: pods('hunter2'), 'resources/cluster/odd.json': odd }));

  const files = await filesOf(copy);
  expect(files[path]).toBe(pods('***'));
  expect(files['resources/cluster/odd.json']).toBe('token=***');
});

test('an archive cut off anywhere is not taken for a whole one', async () => {
  const archive = await madeArchive(usual);
  const tar = gunzipSync(archive);

  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: archive.length - 1 }), async (length) => {
      await expect(unpack(archive.subarray(0, length))).rejects.toMatchObject({ code: 'ArchiveIncomplete' });
    }),
    { numRuns: 40 },
  );
  for (let length = 0; length < tar.length - 512; length += 512) {
    await expect(unpack(gzipSync(tar.subarray(0, length)))).rejects.toMatchObject({ code: 'ArchiveIncomplete' });
  }
});

test.each([
  ['a path upwards', { name: '../../etc/passwd' }, 'leads out'],
  ['a path upwards in the middle', { name: 'plugins/../../x' }, 'leads out'],
  ['an absolute path', { name: '/etc/passwd' }, 'leads out'],
  ['a symbolic link', { name: 'plugins/x', type: 'symlink', linkname: '/etc' }, 'is a symlink'],
  ['a hard link', { name: 'plugins/x', type: 'link', linkname: 'y' }, 'is a link'],
  ['a device', { name: 'plugins/x', type: 'character-device' }, 'is a character-device'],
] as const)('%s is refused', async (_what, header, message) => {
  const archive = await madeArchive(usual, [header]);

  await expect(unpack(archive)).rejects.toMatchObject({ code: 'ArchiveRefused', message: expect.stringContaining(message) });
});

test('a bomb is refused by its ratio, by its size, by its number of files and by a single file', async () => {
  const zeros = await madeArchive({ 'resources/zeros': Buffer.alloc(40 * 2 ** 20) });

  await expect(unpack(zeros)).rejects.toMatchObject({ message: expect.stringContaining('200 times its size') });
  await expect(unpack(zeros, { maxRatio: 1e6, maxUnpackedBytes: 2 ** 20 })).rejects.toMatchObject({ code: 'ArchiveRefused' });
  await expect(unpack(await madeArchive(usual), { maxEntries: 2 })).rejects.toMatchObject({ code: 'ArchiveRefused' });
  await expect(unpack(await madeArchive(usual), { maxBytes: 100 })).rejects.toMatchObject({ code: 'ArchiveRefused' });
  await expect(unpack(await madeArchive(usual), { maxFileBytes: 30 })).rejects.toMatchObject({ code: 'ArchiveRefused' });
});

test('what is no archive is refused or incomplete', async () => {
  await expect(unpack(Buffer.from('hello'))).rejects.toMatchObject({ code: 'ArchiveIncomplete' });
  await expect(unpack(gzipSync(Buffer.from('x'.repeat(2048))))).rejects.toMatchObject({ code: 'ArchiveRefused' });
});

test('results that would fill the memory together are refused, whatever they are one by one', async () => {
  const files = Object.fromEntries([1, 2, 3].map((node) => [`plugins/e2e/results/n${node}/junit.xml`, '-'.repeat(400)]));

  await expect(unpack(await madeArchive(files), { maxResultBytes: 1000 })).rejects.toMatchObject({
    code: 'ArchiveRefused',
    message: expect.stringContaining('its results have more than 1000 bytes'),
  });
});

test('a header that claims to be large is refused before it is in memory', async () => {
  const archive = await madeArchive({}, [{ name: 'x', pax: { comment: randomBytes(3 * 2 ** 20).toString('hex') } }]);

  await expect(unpack(archive)).rejects.toMatchObject({
    code: 'ArchiveRefused',
    message: expect.stringContaining('exceeds max size'),
  });
});

test('a log with a zero in it is looked through too, and a packed file stays as it is', async () => {
  const packed = gzipSync('password=hunter2').toString('latin1');
  const { copy } = await unpack(
    await madeArchive({
      'podlogs/a/b/logs/c.txt': Buffer.from('\0\xff password=hunter2', 'latin1'),
      'plugins/e2e/results/global/out.tar.gz': Buffer.from(packed, 'latin1'),
    }),
  );

  const kept = gunzipSync(copy).toString('latin1');
  expect(kept).toContain('\0\xff password=***');
  expect(kept).toContain(packed);
});

test.each([
  ['a long word', 'A'.repeat(2_000_000)],
  ['many beginnings of tokens', '-eyJaaaaaaaaaaaaaa'.repeat(50_000)],
  ['many names', 'name:'.repeat(400_000)],
  ['many secrets', `name:${'password'.repeat(250_000)}`],
  ['many quotes', `password${'\\'.repeat(2_000_000)}`],
  ['many addresses', 'a://b:'.repeat(100_000)],
  ['many keys', '-----BEGIN PRIVATE KEY-----'.repeat(10_000)],
])('%s takes a log no time to be redacted', (_what, text) => {
  const before = process.cpuUsage();

  redact(text);

  expect(process.cpuUsage(before).user / 1000).toBeLessThan(10_000); // it was minutes
});

test('a secret that is never closed, however long, is redacted to the end of its line', () => {
  expect(redact(`token="${'a'.repeat(20_000_000)}\nafter`)).toBe('token=***\nafter');
});

test('a large log is left out of what is kept, and named', async () => {
  const { copy } = await unpack(await madeArchive({ ...usual, 'podlogs/a/b/logs/c.txt': 'x'.repeat(200) }), {
    maxFileBytes: 150,
  });

  expect((await filesOf(copy))['meta/left-out.txt']).toBe('podlogs/a/b/logs/c.txt\n');
});

test.each([
  ['password=hunter2&x=1', 'password=***&x=1'],
  ['{"token":"abc def","user":"me"}', '{"token":***,"user":"me"}'],
  ['{"name":"DB_PASSWORD","value":"hunter2","x":1}', '{"name":"DB_PASSWORD","value":***,"x":1}'],
  ['- name: DB_PASSWORD\n  value: hunter2\n- name: X', '- name: DB_PASSWORD\n  value: ***\n- name: X'],
  ['applied {\\"name\\":\\"API_TOKEN\\",\\"value\\":\\"a b\\"} end', 'applied {\\"name\\":\\"API_TOKEN\\",\\"value\\":***} end'],
  ['says {\\"password\\":\\"a b\\",\\"user\\":1}', 'says {\\"password\\":***,\\"user\\":1}'],
  ['https://me:secretword@example.com/x', 'https://me:***@example.com/x'],
  ['key AKIAABCDEFGHIJKLMNOP used', 'key *** used'],
  ['jwt eyJhbGciOiJIUzI1.eyJzdWIiOiIxMjM0.c2lnbmF0dXJl end', 'jwt *** end'],
  ['-----BEGIN RSA PRIVATE KEY-----\nMII\n-----END RSA PRIVATE KEY-----\nafter', '-----BEGIN RSA PRIVATE KEY----- ***\nafter'],
  ['nothing secret here', 'nothing secret here'],
])('%s is redacted', (text, expected) => {
  expect(redact(text)).toBe(expected);
});
