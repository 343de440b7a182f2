import { writeFile } from 'node:fs/promises';
import { Agent } from 'node:https';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { extension } from '../extension/extension.ts';
import { proceed } from '../hooks/answer.ts';
import { hook } from '../hooks/define-hook.ts';
import { call } from '../test-support/call.ts';
import { clientCertificate } from '../test-support/client-certificate.ts';
import { recorded } from '../test-support/recorded-hooks.ts';
import { serve, temporaryFolder } from '../test-support/serving.ts';

const { path, body } = recorded('BeforeClusterCreate');
const caller = await clientCertificate();
const stranger = await clientCertificate();

const extensions = [
  extension({ name: 'gates', handlers: [hook('BeforeClusterCreate', { name: 'beforeclustercreate' }, () => proceed())] }),
];

test('only callers with a certificate of a known authority are answered; probes need none', async () => {
  await using folder = await temporaryFolder();
  const clientCaFile = join(folder.path, 'callers.crt');
  await writeFile(clientCaFile, caller.certificate);
  await using server = await serve({ extensions, clientCaFile });
  const as = (pair: { readonly certificate: string; readonly key: string }) =>
    new Agent({ cert: pair.certificate, key: pair.key, ca: server.caBundle });

  expect((await call(server, path, body)).status).toBe(403);
  expect((await call(server, path, body, { agent: as(stranger) })).status).toBe(403);
  expect((await call(server, path, body, { agent: as(caller) })).status).toBe(200);
  expect((await call(server, '/readyz', '')).status).toBe(200);
});

test('other authorities count from the moment the file has them', async () => {
  await using folder = await temporaryFolder();
  const clientCaFile = join(folder.path, 'callers.crt');
  await writeFile(clientCaFile, stranger.certificate);
  await using server = await serve({ extensions, clientCaFile });
  const agent = () => new Agent({ cert: caller.certificate, key: caller.key, ca: server.caBundle });
  const before = await call(server, path, body, { agent: agent() });

  await writeFile(clientCaFile, caller.certificate);
  let after = before;
  while (after.status === 403) after = await call(server, path, body, { agent: agent() });

  expect([before.status, after.status]).toEqual([403, 200]);
});

test('a caller whose authority is taken out is refused on the connection that it kept, too', async () => {
  await using folder = await temporaryFolder();
  const clientCaFile = join(folder.path, 'callers.crt');
  await writeFile(clientCaFile, caller.certificate);
  await using server = await serve({ extensions, clientCaFile });
  const agent = (keepAlive = false) => new Agent({ keepAlive, cert: caller.certificate, key: caller.key, ca: server.caBundle });
  const kept = agent(true);
  const before = await call(server, path, body, { agent: kept });

  await writeFile(clientCaFile, stranger.certificate);
  while ((await call(server, path, body, { agent: agent() })).status !== 403) await setImmediate(); // until it is read
  const after = await call(server, path, body, { agent: kept });

  expect([before.status, after.status]).toEqual([200, 403]);
  kept.destroy();
});

test('a file without authorities keeps the server from starting, and is named', async () => {
  await using folder = await temporaryFolder();
  const clientCaFile = join(folder.path, 'callers.crt');

  await expect(serve({ extensions, clientCaFile })).rejects.toMatchObject({
    code: 'InvalidCertificate',
    message: `there is no ${clientCaFile}`,
  });
});
