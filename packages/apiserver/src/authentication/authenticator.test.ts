import type { IncomingMessage } from 'node:http';
import { Agent, createServer, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { StatusError } from '../errors/status-error.ts';
import { issueCertificate, type KeyedCertificate } from '../server/pki/certificate.ts';
import { type Authenticator, type AuthenticatorOptions, createAuthenticator } from './authenticator.ts';
import { tokenWorld } from './test-support/token-world.ts';
import type { UserInfo } from './user-info.ts';

const notBefore = new Date();
const authority = await issueCertificate({ commonName: 'ca', use: 'authority', notBefore, days: 1 });
const stranger = await issueCertificate({ commonName: 'ca', use: 'authority', notBefore, days: 1 });
const serving = await issueCertificate({ commonName: 'api', use: 'server', hosts: ['127.0.0.1'], notBefore, days: 1 }, authority);
const ann = { commonName: 'ann', organizations: ['devs', 'ops'], use: 'client', notBefore, days: 1 } as const;

interface Connection extends AsyncDisposable {
  /** Who a request on this connection is from, or the code of its refusal. */
  ask(headers?: Record<string, string>): Promise<UserInfo | number>;
}

/** A connection with this certificate to a TLS server that only authenticates. */
async function connect(options: AuthenticatorOptions, client?: KeyedCertificate): Promise<Connection> {
  const authenticate = createAuthenticator(options);
  const server = createServer({
    cert: serving.certificate,
    key: serving.key,
    ca: authority.certificate,
    requestCert: true,
    rejectUnauthorized: false,
  });
  server.on('request', async (incoming, response) => response.end(JSON.stringify(await answerOf(authenticate, incoming))));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const agent = new Agent({
    keepAlive: true,
    maxSockets: 1,
    ca: authority.certificate,
    ...(client && { cert: client.certificate, key: client.key }),
  });
  return {
    ask: (headers = {}) =>
      new Promise((resolve, reject) => {
        const outgoing = request({ host: '127.0.0.1', port, agent, headers }, async (response) => {
          resolve(JSON.parse((await response.toArray()).join('')));
        });
        outgoing.on('error', reject).end();
      }),
    [Symbol.asyncDispose]: async () => {
      agent.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answerOf(authenticate: Authenticator, incoming: IncomingMessage): Promise<UserInfo | number | undefined> {
  try {
    return await authenticate(incoming);
  } catch (error) {
    return error instanceof StatusError ? error.status.code : 500;
  }
}

test('a client certificate’s common name is the user, its organisations the groups', async () => {
  await using connection = await connect(tokenWorld(), await issueCertificate(ann, authority));

  const expected = {
    name: 'ann',
    groups: ['devs', 'ops', 'system:authenticated'],
    extra: { 'authentication.kubernetes.io/credential-id': [expect.stringMatching(/^X509SHA256=[0-9a-f]{64}$/)] },
  };
  expect(await connection.ask()).toEqual(expected);
  expect(await connection.ask()).toEqual(expected);
});

test('no credentials are the anonymous user’s, or nobody’s where it is turned off', async () => {
  const { tokens } = tokenWorld();
  await using open = await connect({ tokens });
  await using closed = await connect({ tokens, anonymous: false });

  expect(await open.ask()).toEqual({ name: 'system:anonymous', groups: ['system:unauthenticated'] });
  expect(await closed.ask()).toBe(401);
});

test('a bearer token is its ServiceAccount’s, and one that is no good is 401', async () => {
  const { access, tokens, tokenOf } = tokenWorld();
  await access.put('serviceaccounts', 'shop', 'sa');
  const token = await tokenOf('sa');
  await using connection = await connect({ tokens });

  expect(await connection.ask({ authorization: `Bearer ${token}` })).toMatchObject({ name: 'system:serviceaccount:shop:sa' });
  expect(await connection.ask({ authorization: `bearer ${token}` })).toMatchObject({ name: 'system:serviceaccount:shop:sa' });
  expect(await connection.ask({ authorization: 'Bearer rubbish' })).toBe(401);
  expect(await connection.ask({ authorization: `Bearer ${token}x` })).toBe(401);
});

test.each(['Basic YTpi', 'Bearer', 'Bearer ', ''])('the header %j is no credential', async (authorization) => {
  const { tokens } = tokenWorld();
  await using connection = await connect({ tokens });

  expect(await connection.ask({ authorization })).toMatchObject({ name: 'system:anonymous' });
});

test('a certificate goes before a token, good or not', async () => {
  const { tokens } = tokenWorld();
  await using connection = await connect({ tokens }, await issueCertificate(ann, authority));

  expect(await connection.ask({ authorization: 'Bearer rubbish' })).toMatchObject({ name: 'ann' });
});

test.each([
  ['of another authority of the same name', await issueCertificate(ann, stranger)],
  ['by nobody but itself', await issueCertificate(ann)],
  ['for servers', await issueCertificate({ ...ann, use: 'server' }, authority)],
  ['of yesterday', await issueCertificate({ ...ann, notBefore: new Date(Date.now() - 3 * 86_400_000) }, authority)],
])('a certificate %s is 401, unless a token is good', async (_, certificate) => {
  const { access, tokens, tokenOf } = tokenWorld();
  await access.put('serviceaccounts', 'shop', 'sa');
  const authorization = `Bearer ${await tokenOf('sa')}`;
  await using connection = await connect({ tokens }, certificate);

  expect(await connection.ask()).toBe(401);
  expect(await connection.ask({ authorization })).toMatchObject({ name: 'system:serviceaccount:shop:sa' });
});

test('a connection that outlives its certificate is 401 from then on', async () => {
  const { tokens } = tokenWorld();
  let now = Date.now();
  await using connection = await connect({ tokens, clock: () => now }, await issueCertificate(ann, authority));

  expect(await connection.ask()).toMatchObject({ name: 'ann' });
  now += 2 * 86_400_000;
  expect(await connection.ask()).toBe(401);
});
