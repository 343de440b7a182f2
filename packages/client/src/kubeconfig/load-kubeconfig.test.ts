import path from 'node:path';
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { clientCertificate, clientKey, serverKey, testAuthority } from '../test-support/certificates.ts';
import { temporaryFolder } from '../test-support/temporary-folder.ts';
import type { KubeconfigError } from './kubeconfig-error.ts';
import { loadKubeconfig } from './load-kubeconfig.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** A kubeconfig with one context `one`, whose cluster and user have these fields (YAML flow mappings). */
function kubeconfig(cluster: string, user = '{}', context = ''): string {
  return `
apiVersion: v1
kind: Config
current-context: one
contexts: [{ name: one, context: { cluster: c, user: u ${context} } }]
clusters: [{ name: c, cluster: ${cluster} }]
users: [{ name: u, user: ${user} }]
`;
}

const local = '{ server: "https://127.0.0.1:6443" }';

async function failure(promise: Promise<unknown>): Promise<KubeconfigError> {
  return promise.then(
    () => Promise.reject(new Error('it did not fail')),
    (error) => error,
  );
}

test('certificates are read from data, with the namespace of the context', async () => {
  const text = kubeconfig(
    `{ server: "https://a:6443/prefix/", certificate-authority-data: ${base64(testAuthority)}, tls-server-name: b, proxy-url: "http://p:1" }`,
    `{ client-certificate-data: ${base64(clientCertificate)}, client-key-data: ${base64(clientKey)} }`,
    ', namespace: shop',
  );

  const config = await loadKubeconfig({ text });

  expect(config).toMatchObject({
    server: 'https://a:6443/prefix',
    certificateAuthority: testAuthority,
    tlsServerName: 'b',
    clientCertificate: { certificate: clientCertificate },
    authentication: { type: 'anonymous' },
    defaultNamespace: 'shop',
  });
  expect(config.clientCertificate?.key.reveal()).toBe(clientKey);
  expect(config.proxyUrl?.reveal()).toBe('http://p:1/');
});

test('relative files start from the folder of the file that names them', async () => {
  await using folder = await temporaryFolder();
  await folder.write('pki/ca.crt', testAuthority);
  await folder.write('pki/client.crt', clientCertificate);
  await folder.write('pki/client.key', clientKey);
  const file = await folder.write(
    'config',
    kubeconfig(
      '{ server: "https://a", certificate-authority: pki/ca.crt }',
      '{ client-certificate: pki/client.crt, client-key: pki/client.key, tokenFile: token, token: ignored }',
    ),
  );

  const config = await loadKubeconfig({ path: file });

  expect(config.certificateAuthority).toBe(testAuthority);
  expect(config.authentication).toEqual({ type: 'tokenFile', path: path.join(folder.path, 'token') });
});

test('tokens, passwords and impersonation are read, and never printed', async () => {
  const token = await loadKubeconfig({
    text: kubeconfig(local, '{ token: s3cret, as: jane, as-groups: [dev], as-uid: "7", as-user-extra: { k: [v] } }'),
  });
  const basic = await loadKubeconfig({ text: kubeconfig(local, '{ username: bob, password: s3cret }') });

  expect(token.authentication?.type === 'token' && token.authentication.token.reveal()).toBe('s3cret');
  expect(token.impersonate).toEqual({ user: 'jane', groups: ['dev'], uid: '7', extra: { k: ['v'] } });
  expect(basic.authentication).toMatchObject({ type: 'basic', username: 'bob' });
  expect(inspect([token, basic], { depth: 9 }) + JSON.stringify([token, basic])).not.toContain('s3cret');
});

test('an exec plugin is read whole; its command starts from the folder only if it is a path', async () => {
  await using folder = await temporaryFolder();
  const exec = (command: string): string =>
    kubeconfig(
      '{ server: "https://a", extensions: [{ name: client.authentication.k8s.io/exec, extension: { audience: x } }] }',
      `{ exec: { apiVersion: client.authentication.k8s.io/v1beta1, command: ${command}, args: [login, -q], env: [{ name: MODE, value: s3cret }], provideClusterInfo: true, interactiveMode: Never, installHint: brew } }`,
    );

  const named = await loadKubeconfig({ path: await folder.write('named', exec('aws')), env: { PATH: '/bin' } });
  const placed = await loadKubeconfig({ path: await folder.write('placed', exec('bin/aws')) });

  expect(named.authentication).toMatchObject({
    type: 'exec',
    plugin: {
      apiVersion: 'client.authentication.k8s.io/v1beta1',
      command: 'aws',
      args: ['login', '-q'],
      provideClusterInfo: true,
      clusterExtension: { audience: 'x' },
      installHint: 'brew',
    },
  });
  if (named.authentication?.type !== 'exec' || placed.authentication?.type !== 'exec') throw new Error('not a plugin');
  expect(named.authentication.plugin.environment()).toEqual({ PATH: '/bin', MODE: 's3cret' });
  expect(placed.authentication.plugin.command).toBe(path.join(folder.path, 'bin/aws'));
  expect(inspect(named, { depth: 9 })).not.toContain('s3cret');
});

test('several files are merged: the first to set a name or the current context wins, missing files are skipped', async () => {
  await using folder = await temporaryFolder();
  const first = await folder.write(
    'a',
    'clusters: [{ name: c, cluster: { server: "https://first" } }]\nusers: [{ name: x, user: { token: a } }]',
  );
  const second = await folder.write('b', kubeconfig('{ server: "https://second", tls-server-name: second }', '{ token: b }'));
  const missing = path.join(folder.path, 'missing');

  const merged = await loadKubeconfig({ paths: [missing, first, second] });
  const fromEnv = await loadKubeconfig({ env: { KUBECONFIG: [second, first].join(path.delimiter) } });

  expect(merged).toMatchObject({ server: 'https://first', authentication: { type: 'token' } });
  expect(merged.tlsServerName).toBeUndefined();
  expect(fromEnv).toMatchObject({ server: 'https://second', tlsServerName: 'second' });
});

test('without anything named, the file in the home folder is read', async () => {
  await using folder = await temporaryFolder();
  await folder.write('.kube/config', kubeconfig(local));

  expect(await loadKubeconfig({ env: { HOME: folder.path } })).toMatchObject({ server: 'https://127.0.0.1:6443' });
  expect(await failure(loadKubeconfig({ env: {} }))).toMatchObject({
    code: 'FileNotFound',
    hint: expect.stringContaining('KUBECONFIG'),
  });
});

test('a context may be chosen, and what is not there is named beside what is', async () => {
  const text = `${kubeconfig(local)}\n`
    .replace('current-context: one', '')
    .replace('contexts: [', 'contexts: [{ name: lost, context: { cluster: gone } }, ');

  expect(await loadKubeconfig({ text, context: 'one' })).toMatchObject({ server: 'https://127.0.0.1:6443' });
  expect(await failure(loadKubeconfig({ text }))).toMatchObject({
    code: 'NoContext',
    field: 'current-context',
    hint: 'Choose one of: lost, one.',
  });
  expect(await failure(loadKubeconfig({ text, context: 'two' }))).toMatchObject({
    code: 'ContextNotFound',
    message: 'contexts: there is no context "two"',
  });
  expect(await failure(loadKubeconfig({ text, context: 'lost' }))).toMatchObject({
    code: 'EntryNotFound',
    field: 'contexts[lost].context.cluster',
    hint: 'Known: c.',
  });
});

test('a file that is missing, unreadable or no YAML is named, and no line of it is quoted', async () => {
  await using folder = await temporaryFolder();
  const broken = await folder.write('broken', 'users:\n- name: u\n  user: {token: s3cret\nclusters: [}');

  expect(await failure(loadKubeconfig({ path: path.join(folder.path, 'none') }))).toMatchObject({
    code: 'FileNotFound',
    file: path.join(folder.path, 'none'),
  });
  expect(await failure(loadKubeconfig({ path: folder.path }))).toMatchObject({ code: 'FileUnreadable', file: folder.path });
  const error = await failure(loadKubeconfig({ path: broken }));
  expect(error).toMatchObject({
    name: 'KubeconfigError',
    code: 'NotYaml',
    file: broken,
    message: expect.stringMatching(/in line \d+, column \d+$/),
  });
  expect(inspect(error)).not.toContain('s3cret');
});

test.each([
  ['{ server: "not an address" }', '{}', 'clusters[c].cluster.server'],
  ['{ server: "ftp://a" }', '{}', 'clusters[c].cluster.server'],
  ['{}', '{}', 'clusters[c].cluster.server'],
  ['{ server: "https://a", certificate-authority-data: s3cret }', '{}', 'clusters[c].cluster.certificate-authority-data'],
  ['{ server: "https://a", certificate-authority: /no/such/file }', '{}', 'clusters[c].cluster.certificate-authority'],
  ['{ server: "https://a", insecure-skip-tls-verify: s3cret }', '{}', 'clusters[c].cluster.insecure-skip-tls-verify'],
  ['{ server: "https://a", proxy-url: "s3cret" }', '{}', 'clusters[c].cluster.proxy-url'],
  [local, '{ token: 5318008 }', 'users[u].user.token'],
  [local, `{ client-certificate-data: ${base64(clientCertificate)} }`, 'users[u].user.client-key'],
  [local, `{ client-key-data: ${base64(clientKey)} }`, 'users[u].user.client-certificate'],
  [
    local,
    `{ client-certificate-data: ${base64(clientCertificate)}, client-key-data: ${base64(serverKey)} }`,
    'users[u].user.client-key',
  ],
  [local, '{ as-groups: [s3cret] }', 'users[u].user.as'],
  [local, '{ auth-provider: { name: gcp } }', 'users[u].user.auth-provider'],
  [local, '{ token: s3cret, exec: { apiVersion: a } }', 'users[u].user.exec'],
  [local, '{ exec: { apiVersion: client.authentication.k8s.io/v1alpha1, command: a } }', 'users[u].user.exec.apiVersion'],
  [local, '{ exec: { apiVersion: client.authentication.k8s.io/v1 } }', 'users[u].user.exec.command'],
  [
    local,
    '{ exec: { apiVersion: client.authentication.k8s.io/v1, command: a, interactiveMode: Always } }',
    'users[u].user.exec.interactiveMode',
  ],
  [local, '{ exec: { apiVersion: client.authentication.k8s.io/v1, command: a, args: [5318008] } }', 'users[u].user.exec.args[0]'],
  [local, 's3cret', 'users[u].user'],
])('a field that cannot be used is named and never shown: %s %s', async (cluster, user, field) => {
  const error = await failure(loadKubeconfig({ text: kubeconfig(cluster, user) }));

  expect(error).toMatchObject({ name: 'KubeconfigError', code: 'FieldInvalid', field });
  expect(error.hint).not.toBe('');
  expect(inspect(error)).not.toMatch(/s3cret|5318008/);
});

test('a password without quotes that looks like an alias is refused and not shown', async () => {
  const error = await failure(loadKubeconfig({ text: kubeconfig(local, '{ username: u, password: *s3cret }') }));

  expect(error).toMatchObject({ code: 'NotYaml', message: expect.stringContaining('an alias (*name) has no anchor') });
  expect(inspect(error)).not.toContain('s3cret');
});

test('two entries of one name in a file are refused', async () => {
  const text = kubeconfig(local).replace('users: [', 'users: [{ name: u, user: {} }, ');

  expect(await failure(loadKubeconfig({ text }))).toMatchObject({ message: 'users[1].name: there are two users named "u"' });
});

test.each([
  ['{ server: "https://a", certificate-authority: /etc/passwd }', '{}', 'clusters[c].cluster.certificate-authority'],
  [local, '{ tokenFile: /etc/passwd }', 'users[u].user.tokenFile'],
  [local, '{ client-certificate: /etc/passwd }', 'users[u].user.client-certificate'],
  [local, `{ client-certificate-data: ${base64(clientCertificate)}, client-key: /etc/passwd }`, 'users[u].user.client-key'],
  [local, '{ exec: { apiVersion: client.authentication.k8s.io/v1, command: id } }', 'users[u].user.exec'],
  [local, '{ auth-provider: { name: gcp } }', 'users[u].user.auth-provider'],
])('of a kubeconfig that must be self-contained, files and commands are refused unread: %s %s', async (cluster, user, field) => {
  const error = await failure(loadKubeconfig({ text: kubeconfig(cluster, user), selfContained: true }));

  expect(error).toMatchObject({ code: 'FieldInvalid', field, message: expect.stringContaining('not allowed here') });
});

test('a kubeconfig that has everything in it is self-contained', async () => {
  const cluster = `{ server: "https://a", certificate-authority-data: ${base64(testAuthority)} }`;

  const config = await loadKubeconfig({ text: kubeconfig(cluster, '{ token: s3cret }'), selfContained: true });

  expect(config.authentication?.type).toBe('token');
});
