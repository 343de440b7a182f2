import { X509Certificate } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startApiServer } from '../index.ts';
import { configMaps, run } from './test-support/api-client.ts';

function temporaryFolder(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'capstan-apiserver-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

test('a server says that it is well, and which version it is', async () => {
  await using running = await run();

  const health = await running.ask('GET', '/readyz');
  const version = await running.ask('GET', '/version');

  expect(health).toMatchObject({ code: 200, text: 'ok' });
  expect(version.body).toMatchObject({ major: '1', minor: '36' });
});

test('namespaces and default roles are there from the start', async () => {
  await using running = await run();

  const namespaces = await running.ask('GET', '/api/v1/namespaces');
  const admin = await running.ask('GET', '/apis/rbac.authorization.k8s.io/v1/clusterroles/cluster-admin');

  const names = namespaces.body.items.map(({ metadata }: { metadata: { name: string } }) => metadata.name);
  expect(names).toEqual(['default', 'kube-node-lease', 'kube-public', 'kube-system']);
  expect(admin.code).toBe(200);
});

test('a restart on the same folder finds objects, authority and administrator as they were', async () => {
  using folder = temporaryFolder();
  const first = await run({ dataDir: folder.path });
  const made = await first.ask('POST', configMaps, { body: { metadata: { name: 'kept' }, data: { a: 'b' } } });
  const { caCertificate } = first.server;
  const users = first.server.adminKubeconfig().split('users:')[1];
  await first[Symbol.asyncDispose]();

  await using second = await run({ dataDir: folder.path });
  const found = await second.ask('GET', `${configMaps}/kept`);

  expect(found.body).toEqual(made.body);
  expect(second.server.caCertificate).toBe(caCertificate);
  expect(second.server.adminKubeconfig().split('users:')[1]).toBe(users);
  expect(statSync(join(folder.path, 'pki', 'ca.key')).mode & 0o777).toBe(0o600);
});

test('a further host name makes a new serving certificate of the same authority', async () => {
  using folder = temporaryFolder();
  const first = await startApiServer({ dataDir: folder.path });
  await first.close();

  await using second = await run({ dataDir: folder.path, tlsSans: ['dev.example.com'] });

  expect(second.server.caCertificate).toBe(first.caCertificate);
  expect(new X509Certificate(servingCertificate(folder.path)).checkHost('dev.example.com')).toBe('dev.example.com');
});

test('a port that is taken is an error that says by whom', async () => {
  await using running = await run();

  const second = startApiServer({ listen: { port: running.server.port } });

  await expect(second).rejects.toMatchObject({ code: 'PortTaken', message: expect.stringContaining(`(pid ${process.pid})`) });
});

test('who has a port is told whatever else they close meanwhile', async () => {
  const closed = openSync('/dev/null', 'r');
  await using running = await run();
  // Whoever lists a process' own files opens the folder under the first number that is free: before the listening socket's.
  closeSync(closed);

  const second = startApiServer({ listen: { port: running.server.port } });

  await expect(second).rejects.toMatchObject({ message: expect.stringContaining(`(pid ${process.pid})`) });
});

test('an address of another machine is an error that says what to do', async () => {
  await expect(startApiServer({ listen: { host: '192.0.2.1' } })).rejects.toMatchObject({
    code: 'AddressUnavailable',
    hint: 'Listen on 127.0.0.1, or on 0.0.0.0 for all addresses.',
  });
});

test('closing ends watches cleanly, and does not wait for them', async () => {
  await using running = await run();
  const watch = running.watch(`${configMaps}?watch=1&resourceVersion=999999`);
  let metrics = '';
  while (!metrics.includes('{verb="WATCH"} 1')) metrics = (await running.ask('GET', '/metrics')).text;

  await running.server.close();

  // One that was cut off would not have ended, and one that was waited for would have lasted half an hour.
  expect(await watch).toEqual([]);
});

test('a user without roles is refused, one of system:masters is not', async () => {
  await using running = await run();

  const bob = await running.askAs({ user: 'bob' }, 'GET', configMaps);
  const carol = await running.askAs({ user: 'carol', groups: ['system:masters'] }, 'GET', configMaps);

  expect(bob).toMatchObject({ code: 403, body: { reason: 'Forbidden' } });
  expect(carol.code).toBe(200);
});

test('who brings nothing is anonymous, who brings a bad token is nobody', async () => {
  await using running = await run();

  const anonymous = await running.askUnknown('GET', configMaps);
  const invalid = await running.askUnknown('GET', configMaps, { headers: { authorization: 'Bearer x' } });
  const version = await running.askUnknown('GET', '/version');

  expect(anonymous.body).toMatchObject({
    code: 403,
    message:
      'configmaps is forbidden: User "system:anonymous" cannot list resource "configmaps" in API group "" in the namespace "default"',
  });
  expect(invalid.body).toMatchObject({ code: 401, reason: 'Unauthorized', message: 'Unauthorized' });
  expect(version.code).toBe(200);
});

const servingCertificate = (folder: string) => readFileSync(join(folder, 'pki', 'serving.crt'));
