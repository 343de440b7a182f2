import { chmod, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import type { Client } from '../client.ts';
import type { ClusterConfig, ExecPlugin } from '../cluster-config.ts';
import { createClient } from '../create-client.ts';
import { clientCertificate, clientKey } from '../test-support/certificates.ts';
import { type TemporaryFolder, temporaryFolder } from '../test-support/temporary-folder.ts';
import { ConfigMap, configMap } from '../test-support/test-kinds.ts';
import { answer, refuse, startServer, type TestServer } from '../test-support/test-server.ts';

const app = { name: 'app', namespace: 'shop' };

/** A server that takes any token but the ones called old. */
function startPickyServer(): Promise<TestServer> {
  return startServer(
    (request, response) => {
      const { authorization = '' } = request.headers;
      if (authorization.startsWith('Bearer old'))
        refuse(response, { code: 401, reason: 'Unauthorized', message: 'Unauthorized' });
      else answer(response, configMap('app'));
    },
    { tls: true },
  );
}

function authorizations(server: TestServer): readonly unknown[] {
  return server.requests.map((request) => request.headers.authorization);
}

test('a token file is read again after ten seconds, not before', async () => {
  await using folder = await temporaryFolder();
  await using server = await startPickyServer();
  await writeFile(folder.file('token'), 'one\n');
  let now = 0;
  const authentication = { type: 'tokenFile', path: folder.file('token') } as const;
  await using client = createClient({ ...server.config, authentication }, { now: () => now });

  await client.get(ConfigMap, app);
  await writeFile(folder.file('token'), 'two\n');
  now = 9_999;
  await client.get(ConfigMap, app);
  now = 10_000;
  await client.get(ConfigMap, app);

  expect(authorizations(server)).toEqual(['Bearer one', 'Bearer one', 'Bearer two']);
});

test('a token that is refused is looked for in its file at once', async () => {
  await using folder = await temporaryFolder();
  await using server = await startPickyServer();
  await writeFile(folder.file('token'), 'one');
  await using client = createClient({ ...server.config, authentication: { type: 'tokenFile', path: folder.file('token') } });

  await client.get(ConfigMap, app);
  await writeFile(folder.file('next'), 'old');
  await rename(folder.file('next'), folder.file('token'));
  await using late = createClient({ ...server.config, authentication: { type: 'tokenFile', path: folder.file('token') } });
  const refused = expect(late.get(ConfigMap, app)).rejects.toMatchObject({ reason: 'Unauthorized' });
  await refused;
  await writeFile(folder.file('token'), 'new');
  await late.get(ConfigMap, app);

  expect(authorizations(server)).toEqual(['Bearer one', 'Bearer old', 'Bearer old', 'Bearer new']);
});

test('a token file that is missing or empty is named in the error; one that vanishes later is forgiven', async () => {
  await using folder = await temporaryFolder();
  await using server = await startPickyServer();
  let now = 0;
  const authentication = { type: 'tokenFile', path: folder.file('token') } as const;
  await using client = createClient({ ...server.config, authentication }, { now: () => now });

  await expect(client.get(ConfigMap, app)).rejects.toMatchObject({
    name: 'ClientError',
    code: 'TokenUnavailable',
    message: `cannot read the token file ${folder.file('token')}`,
  });
  await writeFile(folder.file('token'), ' \n');
  await expect(client.get(ConfigMap, app)).rejects.toMatchObject({ message: expect.stringContaining('is empty') });
  await writeFile(folder.file('token'), 'one');
  await client.get(ConfigMap, app);
  await rm(folder.file('token'));
  now = 20_000;
  await client.get(ConfigMap, app);

  expect(authorizations(server)).toEqual(['Bearer one', 'Bearer one']);
});

/** A plugin that is a real program: counts its runs in a file, notes what it was asked, and prints what it is told to. */
async function installPlugin(folder: TemporaryFolder, script: string): Promise<string> {
  const command = folder.file('plugin');
  const program = `#!${process.execPath}
const fs = require('node:fs');
const runs = Number(fs.existsSync('${folder.file('runs')}') ? fs.readFileSync('${folder.file('runs')}', 'utf8') : '0') + 1;
fs.writeFileSync('${folder.file('runs')}', String(runs));
fs.writeFileSync('${folder.file('asked')}', JSON.stringify({ args: process.argv.slice(2), info: JSON.parse(process.env.KUBERNETES_EXEC_INFO), region: process.env.REGION }));
const credential = (status) => console.log(JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status }));
${script}
`;
  await writeFile(command, program);
  await chmod(command, 0o755);
  return command;
}

function withPlugin(config: ClusterConfig, command: string, more: Partial<ExecPlugin> = {}): Client {
  const plugin: ExecPlugin = {
    apiVersion: 'client.authentication.k8s.io/v1',
    command,
    args: ['get-token'],
    environment: () => ({ REGION: 'north' }),
    provideClusterInfo: false,
    ...more,
  };
  return createClient({ ...config, authentication: { type: 'exec', plugin } });
}

test('an exec plugin runs once for many calls, until its token is refused', async () => {
  await using folder = await temporaryFolder();
  await using server = await startPickyServer();
  const command = await installPlugin(folder, "credential({ token: ['first', 'second'][runs - 1] });");
  await using client = withPlugin(server.config, command, { provideClusterInfo: true, clusterExtension: { audience: 'a' } });

  await Promise.all([client.get(ConfigMap, app), client.get(ConfigMap, app)]);
  await client.get(ConfigMap, app);

  expect(authorizations(server)).toEqual(['Bearer first', 'Bearer first', 'Bearer first']);
  expect(await readFile(folder.file('runs'), 'utf8')).toBe('1');
  expect(JSON.parse(await readFile(folder.file('asked'), 'utf8'))).toEqual({
    args: ['get-token'],
    region: 'north',
    info: {
      apiVersion: 'client.authentication.k8s.io/v1',
      kind: 'ExecCredential',
      spec: {
        interactive: false,
        cluster: {
          server: server.config.server,
          'certificate-authority-data': Buffer.from(server.config.certificateAuthority ?? '').toString('base64'),
          config: { audience: 'a' },
        },
      },
    },
  });
});

test('an exec plugin runs again when its token has expired or is refused', async () => {
  await using folder = await temporaryFolder();
  await using server = await startPickyServer();
  const command = await installPlugin(
    folder,
    "credential({ token: ['a', 'old', 'b'][runs - 1], expirationTimestamp: runs === 1 ? '2020-01-01T00:00:00Z' : '2999-01-01T00:00:00Z' });",
  );
  await using client = withPlugin(server.config, command);

  for (let call = 0; call < 3; call++) await client.get(ConfigMap, app);

  expect(authorizations(server)).toEqual(['Bearer a', 'Bearer old', 'Bearer b', 'Bearer b']);
});

test('an exec plugin may answer a client certificate', async () => {
  await using folder = await temporaryFolder();
  await using server = await startPickyServer();
  const status = { clientCertificateData: clientCertificate, clientKeyData: clientKey };
  const command = await installPlugin(folder, `credential(${JSON.stringify(status)});`);
  await using client = withPlugin(server.config, command);

  await client.get(ConfigMap, app);

  expect(server.requests[0]?.clientName).toBe('alice');
});

test('a plugin that is missing says how to install it', async () => {
  await using server = await startPickyServer();
  await using client = withPlugin(server.config, 'no-such-plugin', { installHint: 'Install it from example.test.' });

  await expect(client.get(ConfigMap, app)).rejects.toMatchObject({
    name: 'ClientError',
    code: 'ExecPluginFailed',
    message: 'the credential plugin no-such-plugin is not installed',
    hint: 'Install it from example.test.',
  });
});

test('what is wrong with a plugin is told, but nothing of what may be a secret', async () => {
  await using folder = await temporaryFolder();
  await using server = await startPickyServer();
  const secret = 'eyJhbGciOiJSUzI1NiIsImtpZCI6IiJ9';
  const problem = async (script: string): Promise<string> => {
    const command = await installPlugin(folder, script);
    await using client = withPlugin(server.config, command);
    const error = await client.get(ConfigMap, app).catch((thrown) => thrown);
    expect(`${error.message}${error.hint}${error.cause}`).not.toContain(secret);
    return error.message.replace(`the credential plugin ${command} `, '');
  };

  expect(await problem(`console.error('log in with ${secret} first'); process.exit(3);`)).toBe(
    'failed: exit code 3: log in with *** first',
  );
  expect(await problem(`console.log('${secret}')`)).toBe('is of no use: its output is not JSON');
  expect(await problem(`console.log('null')`)).toBe('is of no use: its output is not an ExecCredential');
  expect(await problem(`credential({})`)).toBe('is of no use: it answers neither a token nor a client certificate');
  expect(await problem(`credential({ token: '${secret}', expirationTimestamp: 'soon' })`)).toBe(
    'is of no use: its expirationTimestamp is not a time',
  );
  expect(await problem(`credential({ clientKeyData: '${secret}' })`)).toBe(
    'is of no use: it answers only one of client certificate and key',
  );
  expect(
    await problem(`console.log(JSON.stringify({ apiVersion: 'v0', kind: 'ExecCredential', status: { token: '${secret}' } }))`),
  ).toBe('is of no use: it answers in another version than client.authentication.k8s.io/v1');
});
