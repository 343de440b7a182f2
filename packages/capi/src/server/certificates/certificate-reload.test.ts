import { once } from 'node:events';
import { mkdir, rename, symlink, writeFile } from 'node:fs/promises';
import { Agent } from 'node:https';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { expect, test } from 'vitest';
import { extension } from '../../extension/extension.ts';
import { proceed } from '../../hooks/answer.ts';
import { hook } from '../../hooks/define-hook.ts';
import { call } from '../../test-support/call.ts';
import { ManualClock } from '../../test-support/manual-clock.ts';
import { recorded } from '../../test-support/recorded-hooks.ts';
import { temporaryFolder } from '../../test-support/serving.ts';
import { type ExtensionServer, startExtensionServer } from '../extension-server.ts';
import { fileCertificates } from './file-certificates.ts';
import { renewCertificates } from './own-authority.ts';
import { sameCertificate } from './serving-certificate.ts';

const names = ['127.0.0.1'];
const pairs = [await renewCertificates({}, names, Date.now()), await renewCertificates({}, names, Date.now())] as const;
const [before, after] = pairs;
type Pair = (typeof pairs)[number];

const silent = { debug() {}, info() {}, warn() {}, error() {} };
const { path, body } = recorded('BeforeClusterCreate');

async function write(directory: string, { certificate, key, caBundle }: Pair): Promise<void> {
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, 'tls.crt'), certificate);
  await writeFile(join(directory, 'tls.key'), key);
  await writeFile(join(directory, 'ca.crt'), caBundle);
}

const started = (directory: string, options: { readonly clock?: ManualClock } = {}) =>
  startExtensionServer({
    extensions: [
      extension({ name: 'gates', handlers: [hook('BeforeClusterCreate', { name: 'beforeclustercreate' }, () => proceed())] }),
    ],
    listen: { host: '127.0.0.1', port: 0 },
    certificate: { from: 'files', directory },
    ...options,
  });

/** Follows what a folder holds until it is what is waited for. */
async function until(directory: string, wanted: Pair, change: () => Promise<void>): Promise<void> {
  const ended = new AbortController();
  const options = { signal: ended.signal, clock: new ManualClock(), logger: silent };
  for await (const current of fileCertificates(directory, options)) {
    if (sameCertificate(current, wanted)) break;
    await change();
  }
  ended.abort();
}

/** The certificate a new connection is shown, once the server has taken the new one. */
async function shown(server: ExtensionServer): Promise<string> {
  const { hostname, port } = new URL(server.url);
  const socket = connect({ host: hostname, port: Number(port), ca: before.caBundle + after.caBundle });
  await once(socket, 'secureConnect');
  const certificate = socket.getPeerX509Certificate()?.toString() ?? '';
  socket.destroy();
  return certificate;
}

test('a folder that is written to, file by file, gives the new pair once it is whole', async () => {
  await using folder = await temporaryFolder();
  await write(folder.path, before);

  await until(folder.path, after, () => write(folder.path, after));
});

test("the kubelet's swap of ..data is seen", async () => {
  await using folder = await temporaryFolder();
  const at = (name: string) => join(folder.path, name);
  await write(at('..one'), before);
  await write(at('..two'), after);
  await symlink('..one', at('..data'));
  for (const file of ['tls.crt', 'tls.key', 'ca.crt']) await symlink(`..data/${file}`, at(file));

  await until(folder.path, after, async () => {
    await symlink('..two', at('..data_tmp'));
    await rename(at('..data_tmp'), at('..data'));
  });
});

test('a folder that is replaced whole is noticed within a minute', async () => {
  await using folder = await temporaryFolder();
  const [directory, next] = [join(folder.path, 'one'), join(folder.path, 'two')];
  await write(directory, before);
  await write(next, after);
  const clock = new ManualClock();
  const followed = fileCertificates(directory, { signal: AbortSignal.timeout(60_000), clock, logger: silent });

  await followed.next();
  await rename(directory, join(folder.path, 'gone'));
  await rename(next, directory);
  const changed = followed.next();
  clock.advance(60_000);
  const { value } = await changed;

  expect(value && sameCertificate(value, after)).toBe(true);
  await followed.return();
});

test('a certificate that is rotated during calls drops none, and is shown to new connections', async () => {
  await using folder = await temporaryFolder();
  await write(folder.path, before);
  await using server = await started(folder.path);
  const agent = new Agent({ keepAlive: true, maxSockets: 1, ca: before.caBundle });
  const trusting = { url: server.url, caBundle: before.caBundle };

  expect((await call(trusting, path, body, { agent })).status).toBe(200);
  await write(folder.path, after);
  while (server.caBundle !== after.caBundle) expect((await call(trusting, path, body, { agent })).status).toBe(200);
  const onOldConnection = await call(trusting, path, body, { agent });

  expect(onOldConnection.status).toBe(200);
  expect(await shown(server)).toBe(after.certificate);
  expect((await call(server, path, body)).status).toBe(200);
  await expect(call(trusting, path, body)).rejects.toThrow(/certificate/);
  agent.destroy();
});

test('a certificate that has expired makes the server unready', async () => {
  await using folder = await temporaryFolder();
  await write(folder.path, before);
  const clock = new ManualClock(Date.now());
  await using server = await started(folder.path, { clock });
  const readiness = async () => {
    const { status, body: text } = await call({ url: server.url, caBundle: before.caBundle + after.caBundle }, '/readyz', '');
    return [status, text.trim()];
  };

  expect(await readiness()).toEqual([200, 'ok']);
  clock.advance(91 * 24 * 3_600_000);
  expect(await readiness()).toEqual([500, 'the certificate has expired']);
});

test.for([
  ['nothing there', async () => undefined, /there is no .*tls\.crt/],
  ['a key of another pair', (at: string) => write(at, { ...before, key: after.key }), /do not belong together/],
  [
    'a certificate that is no PEM',
    (at: string) => write(at, { ...before, certificate: 'rubbish' }),
    /certificate of .* is not PEM/,
  ],
  [
    'a key that is no PEM',
    (at: string) => write(at, { ...before, key: 'secret-rubbish' }),
    /key of .* is not an unencrypted PEM key/,
  ],
] as const)('a server does not start with %s, and says so', async ([, prepare, message]) => {
  await using folder = await temporaryFolder();
  await prepare(folder.path);

  const failed = await started(folder.path).catch((error: unknown) => error);

  expect(failed).toMatchObject({ code: 'InvalidCertificate', message: expect.stringMatching(message) });
  expect(String(failed)).not.toContain('secret-rubbish');
});
