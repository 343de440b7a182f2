import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { isHookCallError } from './call-error.ts';
import { callHook, type HookCall } from './call-hook.ts';
import { type HookEndpoint, keepAlive } from './hook-endpoint.ts';
import { sendHook } from './send-hook.ts';
import { answer, makeIdentity, startTestExtension } from './test-support/test-extension.ts';

const metadata = { name: 'web', namespace: 'shop', uid: 'u', resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z' };
const cluster = { apiVersion: 'cluster.x-k8s.io/v1beta2', kind: 'Cluster', metadata, spec: {} } as const;
const create = { hook: 'BeforeClusterCreate', handler: 'Quota-Gate', request: { cluster } } as const;

async function failureOf(endpoint: HookEndpoint, call: Partial<HookCall<'BeforeClusterCreate'>> = {}): Promise<unknown> {
  return callHook(endpoint, { ...create, ...call }).then(
    (response) => response,
    (error: unknown) => error,
  );
}

test('a call looks on the wire as one of Cluster API does', async () => {
  await using extension = await startTestExtension((_request, response) => answer(response, { status: 'Success' }));

  await callHook(
    { ...extension.endpoint, url: `${extension.endpoint.url}/base/` },
    { ...create, timeoutSeconds: 5, request: { settings: { a: '1' }, cluster } },
  );

  const [request] = extension.seen;
  expect(request?.path).toBe('/base/hooks.runtime.cluster.x-k8s.io/v1alpha1/beforeclustercreate/quota-gate?timeout=5s');
  expect(request?.method).toBe('POST');
  expect(request?.headers).toMatchObject({ 'user-agent': 'Go-http-client/1.1', 'accept-encoding': 'gzip' });
  expect(request?.headers['content-type']).toBeUndefined();
  expect(request?.body).toBe(
    `{"kind":"BeforeClusterCreateRequest","apiVersion":"hooks.runtime.cluster.x-k8s.io/v1alpha1","settings":{"a":"1"},"cluster":${JSON.stringify(cluster)}}`,
  );
});

test.each([
  ['status alone', '{"status":"Success"}', { status: 'Success', retryAfterSeconds: 0 }],
  ['another kind', '{"kind":"X","apiVersion":"y/v1","status":"Success"}', { kind: 'X', status: 'Success' }],
  ['other case of keys', '{"Status":"Success","RETRYAFTERSECONDS":5}', { status: 'Success', retryAfterSeconds: 5 }],
  ['trailing rubbish', '{"status":"Success","message":"a } b \\" {"} and more }', { message: 'a } b " {' }],
  ['unknown fields', '{"status":"Success","more":{"a":[1]}}', { status: 'Success' }],
  ['null fields', '{"status":"Success","message":null,"retryAfterSeconds":null}', { retryAfterSeconds: 0 }],
  ['a negative wait', '{"status":"Success","retryAfterSeconds":-3}', { retryAfterSeconds: -3 }],
  ['a failure', '{"status":"Failure","message":"no quota"}', { status: 'Failure', message: 'no quota' }],
])('an answer that Cluster API accepts is accepted: %s', async (_name, body, expected) => {
  await using extension = await startTestExtension((_request, response) => answer(response, body));

  expect(await callHook(extension.endpoint, create)).toMatchObject(expected);
});

test.each([
  ['no status', 200, '{}', 'UnknownStatus', 'without status'],
  ['null', 200, 'null', 'UnknownStatus', 'without status'],
  ['another status', 200, '{"status":"OK"}', 'UnknownStatus', 'status "OK"'],
  ['nothing', 200, '', 'Undecodable', 'nothing'],
  ['not JSON', 200, '<html>', 'Undecodable', 'not JSON: <html>'],
  ['half a document', 200, '{"status":"Succ', 'Undecodable', 'not JSON'],
  ['a list', 200, '[]', 'Undecodable', 'the document is a list, not an object'],
  ['a wait in words', 200, '{"status":"Success","retryAfterSeconds":"5"}', 'Undecodable', 'retryAfterSeconds is the string "5"'],
  ['half a second', 200, '{"status":"Success","retryAfterSeconds":0.5}', 'Undecodable', 'whole number'],
  ['a message of another type', 200, '{"status":"Success","message":{}}', 'Undecodable', 'message is an object, not a string'],
  ['204', 204, '', 'NotOk', 'answered with 204, not 200'],
  ['500', 500, 'boom', 'NotOk', 'answered with 500, not 200: boom'],
  ['404', 404, 'not found', 'NotOk', '404'],
])('an answer that Cluster API refuses is refused: %s', async (_name, status, body, rule, message) => {
  await using extension = await startTestExtension((_request, response) => answer(response, body, status));

  const error = await failureOf(extension.endpoint);

  expect(error).toMatchObject({ code: 'CallFailed', rule, message: expect.stringContaining(message) });
});

test('a redirect is not followed, and a long body is quoted to 512 characters', async () => {
  await using extension = await startTestExtension((request, response) => {
    if (request.path.includes('elsewhere')) answer(response, { status: 'Success' });
    else response.writeHead(302, { location: '/elsewhere' }).end('x'.repeat(2_000));
  });

  const error = await failureOf(extension.endpoint);

  expect(isHookCallError(error, 'NotOk')).toBe(true);
  expect(error).toMatchObject({ message: expect.stringMatching(/302 to \/elsewhere, not 200: x{512}… \(2000 characters\)$/) });
  expect(extension.seen).toHaveLength(1);
});

test('an answer that does not come in time is a Timeout, and an abort rejects with its reason', async () => {
  const stop = new AbortController();
  await using extension = await startTestExtension(() => undefined);

  expect(await failureOf(extension.endpoint, { timeoutSeconds: 0.05 })).toMatchObject({ rule: 'Timeout' });
  const aborted = failureOf(extension.endpoint, { signal: stop.signal });
  stop.abort(new Error('enough'));
  expect(await aborted).toBe(stop.signal.reason);
});

test('what is wrong with a certificate is told', async () => {
  const stranger = await makeIdentity();
  const old = await makeIdentity({ notAfter: new Date(Date.now() - 1_000) });
  await using extension = await startTestExtension((_request, response) => answer(response, { status: 'Success' }));
  await using expired = await startTestExtension((_request, response) => answer(response, { status: 'Success' }), old);
  const { url } = extension.endpoint;

  expect(await failureOf({ url })).toMatchObject({ rule: 'Tls', message: expect.stringContaining('not trusted') });
  expect(await failureOf({ url, caBundle: stranger.cert })).toMatchObject({ rule: 'Tls' });
  expect(await failureOf({ ...extension.endpoint, serverName: 'hooks.shop.svc' })).toMatchObject({
    rule: 'Tls',
    message: expect.stringContaining('for another name'),
  });
  expect(await failureOf({ url: expired.endpoint.url, caBundle: old.cert })).toMatchObject({
    rule: 'Tls',
    message: expect.stringContaining('not valid today'),
  });
  expect(await failureOf({ url, insecureSkipTlsVerify: true })).toMatchObject({ status: 'Success' });
});

test('an address where nothing is, a plain http server and one that hangs up are told apart', async () => {
  const plain = createServer((_request, response) => void response.end()).listen(0, '127.0.0.1');
  await new Promise((resolve) => plain.once('listening', resolve));
  await using rude = await startTestExtension((_request, response) => response.destroy());
  const { port } = plain.address() as AddressInfo; // it listens on TCP

  expect(await failureOf({ url: `https://127.0.0.1:${port}` })).toMatchObject({
    rule: 'Tls',
    message: expect.stringContaining('no TLS'),
  });
  expect(await failureOf(rude.endpoint)).toMatchObject({ rule: 'Unreachable', message: expect.stringContaining('broke') });
  await new Promise((resolve) => plain.close(resolve));
  expect(await failureOf({ url: `https://127.0.0.1:${port}` })).toMatchObject({
    rule: 'Unreachable',
    message: expect.stringContaining(`nothing listens at https://127.0.0.1:${port}`),
  });
  expect(await failureOf({ url: 'http://127.0.0.1:1' })).toMatchObject({ code: 'InvalidValue' });
});

test('a client certificate is shown to who asks for it', async () => {
  const client = await makeIdentity({ commonName: 'capi' });
  await using extension = await startTestExtension((_request, response) => answer(response, { status: 'Success' }), {
    requestCert: true,
    ca: client.cert,
  });

  await callHook({ ...extension.endpoint, clientCertificate: client }, create);

  expect(extension.seen[0]?.clientName).toBe('capi');
  expect(await failureOf(extension.endpoint)).toMatchObject({ code: 'CallFailed' });
});

test('connections that are kept are used again, and one that the extension closed meanwhile is replaced', async () => {
  await using extension = await startTestExtension((_request, response) => {
    if (extension.seen.length === 3) response.destroy();
    else answer(response, { status: 'Success' });
  });
  using endpoint = keepAlive(extension.endpoint);

  for (let calls = 0; calls < 4; calls += 1) await callHook(endpoint, create);

  expect(extension.seen).toHaveLength(5);
  expect(extension.connections).toBe(2);
});

test('a path that is none leads to no other host', async () => {
  await using extension = await startTestExtension((_request, response) => answer(response, { status: 'Success' }));

  for (const path of ['@other.example/', '.other.example/', 'x://y', '']) {
    const sent = sendHook(extension.endpoint, { path, timeoutMs: 1_000 });
    await expect(sent).rejects.toMatchObject({
      code: 'InvalidValue',
      message: expect.stringContaining('does not begin with "/"'),
    });
  }
  expect(extension.seen).toHaveLength(0);
});

test('a timeout beyond what timers can do is a long one', async () => {
  await using extension = await startTestExtension((_request, response) => answer(response, { status: 'Success' }));

  for (const timeoutSeconds of [3_000_000, 1e12, 60.0005]) {
    expect(await callHook(extension.endpoint, { ...create, timeoutSeconds })).toMatchObject({ status: 'Success' });
  }
});

test('an answer of quotes that never end is refused at once', async () => {
  await using extension = await startTestExtension((_request, response) => answer(response, `{${'\\"'.repeat(200_000)}`));

  // 35 s where each quote is looked through to the end.
  expect(await failureOf(extension.endpoint)).toMatchObject({ rule: 'Undecodable' });
});

test('a zipped answer is read', async () => {
  await using extension = await startTestExtension((_request, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{"status":"Success","message":"zipped"}'));
  });

  expect(await callHook(extension.endpoint, create)).toMatchObject({ message: 'zipped' });
});
