import { once } from 'node:events';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { join } from 'node:path';
import {
  callHook,
  createHookRegistry,
  fail,
  type HookEndpoint,
  type HookHandler,
  hook,
  proceed,
  provide,
  sendHook,
  servingCertificates,
} from '@capstan/capi';
import { expect, test } from 'vitest';
import { sampleCluster } from '../cluster/topology-cluster.ts';
import { buildRequest } from '../requests/build-request.ts';
import { startEcho } from '../test-support/echo-server.ts';
import { serveExtension, temporaryFolder } from '../test-support/served-extension.ts';
import { type ReplayedCall, replay } from './replay.ts';
import { startRecorder } from './start-recorder.ts';

const cluster = sampleCluster({ name: 'web' });

async function certificate(directory: string) {
  const stop = new AbortController();
  const clock = { now: () => Date.now(), after: () => ({ [Symbol.dispose]: () => undefined }) };
  const logger = { debug() {}, info() {}, warn() {}, error() {} };
  const source = { from: 'selfManaged', names: ['127.0.0.1'], keep: { directory } } as const;
  const { value } = await servingCertificates(source, { signal: stop.signal, clock, logger }).next();
  stop.abort();
  if (!value) throw new Error('no certificate was made');
  return value;
}

/** Calls a few hooks through a recorder in front of an extension. */
async function record(folder: string, handlers: readonly HookHandler[], use: (endpoint: HookEndpoint) => Promise<void>) {
  const file = join(folder, 'calls.jsonl');
  await using served = await serveExtension(handlers);
  await using recorder = await startRecorder({ target: served.endpoint, file, certificate: await certificate(folder) });
  await use({ url: recorder.url, caBundle: recorder.caBundle });
  return file;
}

const create = {
  hook: 'BeforeClusterCreate',
  handler: 'before-cluster-create',
  request: buildRequest('BeforeClusterCreate', cluster),
} as const;

async function replayAgainst(file: string, handlers: readonly HookHandler[]): Promise<readonly ReplayedCall[]> {
  await using served = await serveExtension(handlers);
  return await Array.fromAsync(replay({ file, endpoint: served.endpoint }));
}

test('a recorder passes calls on as they are and writes them down for its owner alone', async () => {
  await using folder = await temporaryFolder();

  const file = await record(folder.path, [hook('BeforeClusterCreate', {}, () => proceed('quota is there'))], async (endpoint) => {
    using registry = createHookRegistry();
    await registry.register({ metadata: { name: 'x' }, spec: { clientConfig: {} } }, { endpoint });
    const { response } = await registry.callAll('BeforeClusterCreate', { subject: cluster, request: create.request });
    expect(response).toMatchObject({ status: 'Success', message: 'quota is there', retryAfterSeconds: 0 });
  });

  const lines = (await readFile(file, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines).toEqual([
    expect.objectContaining({ path: '/hooks.runtime.cluster.x-k8s.io/v1alpha1/discovery?timeout=10s', status: 200 }),
    expect.objectContaining({
      method: 'POST',
      path: '/hooks.runtime.cluster.x-k8s.io/v1alpha1/beforeclustercreate/before-cluster-create?timeout=10s',
      request: expect.objectContaining({ kind: 'BeforeClusterCreateRequest', cluster }),
      answer: expect.objectContaining({ message: 'quota is there' }),
    }),
  ]);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(lines[1]).not.toHaveProperty('headers');
});

test('method, path and bytes arrive at the extension as they were sent, its answer as it was given, and replay as they were', async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'calls.jsonl');
  const made = await certificate(folder.path);
  await using echo = await startEcho(made);
  const bytes = Buffer.from([0x7b, 0xff, 0xfe, 0x00]);
  await using recorder = await startRecorder({ target: echo.endpoint, file, certificate: made });
  const through = { url: recorder.url, caBundle: recorder.caBundle };

  const answer = await sendHook(through, { method: 'PUT', path: '/a?b=1', body: bytes, timeoutMs: 10_000 });
  await sendHook(through, { method: 'DELETE', path: '/a', timeoutMs: 10_000 });
  await recorder[Symbol.asyncDispose]();
  const replayed = await Array.fromAsync(replay({ file, endpoint: echo.endpoint }));

  expect(answer).toMatchObject({ status: 207, headers: { 'content-type': 'text/odd' } });
  expect(Buffer.from(answer.bytes)).toEqual(bytes);
  expect(echo.seen.slice(0, 2)).toEqual([
    ['PUT', '/a?b=1', bytes],
    ['DELETE', '/a', Buffer.alloc(0)],
  ]);
  expect(echo.seen.slice(2).map(([method]) => method)).toEqual(['PUT', 'DELETE']);
  expect(replayed.map(({ result }) => result)).toEqual(['same', 'same']);
});

test('an extension that is down is an answer of 502, and is written down too', async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'calls.jsonl');
  await using recorder = await startRecorder({
    target: { url: 'https://127.0.0.1:1' },
    file,
    certificate: await certificate(folder.path),
  });

  await expect(callHook({ url: recorder.url, caBundle: recorder.caBundle }, create)).rejects.toMatchObject({
    rule: 'NotOk',
    message: expect.stringContaining('nothing listens at https://127.0.0.1:1'),
  });
  await recorder[Symbol.asyncDispose](); // it writes behind the answer
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
    status: 0,
    answer: expect.stringContaining('nothing listens'),
  });
});

test('large calls at one time are a line each', async () => {
  await using folder = await temporaryFolder();
  const names = ['a', 'b', 'c', 'd'];

  const file = await record(folder.path, [hook('BeforeClusterCreate', {}, () => proceed())], async (endpoint) => {
    const large = (name: string) => ({ ...create, request: { ...create.request, padding: name.repeat(2 * 2 ** 20) } });
    await Promise.all(names.map((name) => callHook(endpoint, large(name))));
  });

  const lines = (await readFile(file, 'utf8')).trim().split('\n');
  expect(lines.map((line) => JSON.parse(line).request.padding[0]).sort()).toEqual(names);
});

test('a request that never arrives whole does not hold the end up', async () => {
  await using folder = await temporaryFolder();
  const target = { url: 'https://127.0.0.1:1' };
  const recorder = await startRecorder({
    target,
    file: join(folder.path, 'calls.jsonl'),
    certificate: await certificate(folder.path),
  });
  const sent = request(`${recorder.url}/hook`, {
    method: 'POST',
    ca: recorder.caBundle,
    headers: { 'content-length': 100, expect: '100-continue' },
  });
  sent.on('error', () => undefined); // it is cut off
  sent.flushHeaders();
  await once(sent, 'continue'); // it has come in

  await recorder[Symbol.asyncDispose]();

  expect(await readFile(join(folder.path, 'calls.jsonl'), 'utf8')).toBe('');
});

test('a build that answers the same replays without a difference, whatever its uids and times', async () => {
  await using folder = await temporaryFolder();
  let calls = 0;
  const handlers = [
    hook('BeforeClusterCreate', {}, () => proceed(`run ${crypto.randomUUID()} at ${new Date(calls++).toISOString()}`)),
  ];
  const file = await record(folder.path, handlers, async (endpoint) => void (await callHook(endpoint, create)));

  expect(await replayAgainst(file, handlers)).toEqual([
    { line: 1, subject: 'BeforeClusterCreate default/web', result: 'same', differences: [], message: '' },
  ]);
});

test('a build that answers something else is told apart field by field, patches as documents', async () => {
  await using folder = await temporaryFolder();
  const patching = (value: string) =>
    hook('GeneratePatches', {}, ({ items }) => {
      const patch = Buffer.from(JSON.stringify([{ op: 'add', path: '/spec/template/spec/a', value }])).toString('base64');
      return provide({ items: items.slice(0, 1).map(({ uid }) => ({ uid, patchType: 'JSONPatch', patch })) });
    });
  const patches = {
    hook: 'GeneratePatches',
    handler: 'generate-patches',
    request: buildRequest('GeneratePatches', cluster),
  } as const;
  const before = [hook('BeforeClusterCreate', {}, () => proceed('fine')), patching('old')];
  const file = await record(folder.path, before, async (endpoint) => {
    await callHook(endpoint, create);
    await callHook(endpoint, patches);
  });

  const replayed = await replayAgainst(file, [hook('BeforeClusterCreate', {}, () => fail('no quota')), patching('new')]);

  expect(replayed.map(({ subject, result }) => `${subject} ${result}`)).toEqual([
    'BeforeClusterCreate default/web different',
    'GeneratePatches different',
  ]);
  expect(replayed.flatMap(({ differences }) => differences)).toEqual([
    { path: 'status', recorded: '"Success"', now: '"Failure"' },
    { path: 'message', recorded: '"fine"', now: '"no quota"' },
    { path: 'items[0].patch[0].value', recorded: '"old"', now: '"new"' },
  ]);
});

test('a handler that is gone, and an extension that is, are told', async () => {
  await using folder = await temporaryFolder();
  const file = await record(folder.path, [hook('BeforeClusterCreate', {}, () => proceed())], async (endpoint) => {
    await callHook(endpoint, create);
  });

  const [gone] = await replayAgainst(file, []);
  const [down] = await Array.fromAsync(replay({ file, endpoint: { url: 'https://127.0.0.1:1' } }));

  expect(gone).toMatchObject({
    result: 'different',
    differences: [{ path: 'HTTP status', recorded: '200', now: expect.stringMatching(/^404: /) }],
  });
  expect(down).toMatchObject({ result: 'unanswered', message: expect.stringContaining('nothing listens') });
});

test('a file that is missing, empty or no recording, a taken address and a folder that is not there are refused', async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'notes.txt');
  await writeFile(file, '{"hello":1}\n');
  const empty = join(folder.path, 'empty.jsonl');
  await writeFile(empty, '\n');
  const endpoint = { url: 'https://127.0.0.1:1' };
  const common = { target: endpoint, certificate: await certificate(folder.path) };
  await using taken = await startRecorder({ ...common, file: join(folder.path, 'a') });
  const port = Number(new URL(taken.url).port);

  await expect(Array.fromAsync(replay({ file, endpoint }))).rejects.toThrow(`line 1 of ${file} is no line of a recording`);
  await expect(Array.fromAsync(replay({ file: empty, endpoint }))).rejects.toThrow(`there is no call in ${empty}`);
  await expect(Array.fromAsync(replay({ file: `${file}.none`, endpoint }))).rejects.toMatchObject({ code: 'InvalidValue' });
  await expect(startRecorder({ ...common, file: join(folder.path, 'b'), listen: { port } })).rejects.toMatchObject({
    code: 'AddressTaken',
  });
  await expect(startRecorder({ ...common, file: join(folder.path, 'none', 'c') })).rejects.toMatchObject({
    code: 'InvalidValue',
    message: expect.stringContaining('cannot write'),
  });
});
