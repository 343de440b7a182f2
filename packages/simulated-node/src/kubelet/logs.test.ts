import { request } from 'node:https';
import { Pod } from '@capstan/schema';
import { testEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import { startSimulatedNode } from '../start-simulated-node.ts';
import { textOf } from '../test-support/shell-image.ts';
import { startKubeletServer } from './kubelet-server.ts';

const image = 'example.invalid/talker:v1';

test('the log of a container is read, from its end, by size, with times, and followed', async () => {
  await using env = await testEnv();
  const namespace = await env.namespace();
  const pod = { name: 'talker', namespace };
  const speaking = Promise.withResolvers<void>();
  const programs = {
    [image]: async ({ log }: { log(text: string): void }) => {
      log('one\ntwo');
      await speaking.promise;
      log('three');
      return 0;
    },
  };
  await using _node = await startSimulatedNode({ client: env.client, name: `node-${namespace}`, programs });
  const { client } = env;
  await client.create(Pod, { metadata: pod, spec: { restartPolicy: 'Never', containers: [{ name: 'app', image }] } });
  await env.eventually(Pod, pod, ({ status }) => status?.phase === 'Running');

  expect(await textOf(client.logs(pod))).toBe('one\ntwo\n');
  expect(await textOf(client.logs(pod, { tailLines: 1 }))).toBe('two\n');
  expect(await textOf(client.logs(pod, { limitBytes: 5 }))).toBe('one\nt');
  const path = `/api/v1/namespaces/${namespace}/pods/talker/log?timestamps=true&tailLines=1`;
  expect((await client.request({ method: 'GET', path })).text()).toMatch(/^20\d\d-\d\d-\d\dT[\d:.]+Z two\n$/);
  const followed: string[] = [];
  for await (const piece of client.logs(pod, { follow: true })) {
    followed.push(Buffer.from(piece).toString());
    speaking.resolve();
  }
  expect(followed.join('')).toBe('one\ntwo\nthree\n');
});

test('options of a log that make no sense, and logs that are not there, are refused in words', async () => {
  await using env = await testEnv();
  const namespace = await env.namespace();
  await using _node = await startSimulatedNode({ client: env.client, name: `node-${namespace}`, programs: {} });
  const { client } = env;
  const spec = { containers: [{ name: 'app', image }] };
  await client.create(Pod, { metadata: { name: 'web', namespace }, spec });
  await client.create(Pod, { metadata: { name: 'waiting', namespace }, spec: { ...spec, nodeSelector: { no: 'such' } } });
  await env.eventually(Pod, { name: 'web', namespace }, ({ status }) => (status?.containerStatuses?.length ?? 0) > 0);
  const log = async (query: string) =>
    (await client.request({ method: 'GET', path: `/api/v1/namespaces/${namespace}/pods/${query}` })).status;

  await expect(log('web/log?tailLines=-1')).rejects.toMatchObject({
    code: 422,
    message: 'PodLogOptions "web" is invalid: tailLines: Invalid value: -1: must be greater than or equal to 0',
  });
  await expect(log('web/log?limitBytes=0')).rejects.toMatchObject({ code: 422, reason: 'Invalid' });
  await expect(log('web/log?sinceSeconds=1&sinceTime=2026-01-01T00:00:00Z')).rejects.toMatchObject({
    message: 'PodLogOptions "web" is invalid: []: Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified',
  });
  await expect(log('web/log?tailLines=x')).rejects.toMatchObject({
    code: 400,
    message: 'strconv.ParseInt: parsing "x": invalid syntax',
  });
  await expect(log('missing/log')).rejects.toMatchObject({ code: 404, message: 'pods "missing" not found' });
  await expect(log('web/log?container=x')).rejects.toMatchObject({ message: 'container x is not valid for pod web' });
  await expect(log('web/log?previous=true')).rejects.toMatchObject({ code: 400, reason: 'BadRequest' });
  expect(await log('waiting/log')).toBe(204);
});

test('a path that cannot be read is refused, and the node goes on', async () => {
  await using server = await startKubeletServer({ address: '127.0.0.1', nodeName: 'node', find: () => undefined });
  const ask = (path: string, headers = {}) =>
    new Promise<number | undefined>((resolve, reject) => {
      const options = { host: '127.0.0.1', port: server.port, path, headers, agent: false, rejectUnauthorized: false };
      request(options, (answer) => resolve(answer.resume().statusCode))
        .on('error', reject)
        .end();
    });
  const upgrade = { connection: 'upgrade', upgrade: 'websocket', 'sec-websocket-protocol': 'v5.channel.k8s.io' };

  expect(await ask('/containerLogs/default/%zz/app')).toBe(400);
  expect(await ask('//')).toBe(400);
  expect(await ask('/exec/default/%zz/app', upgrade)).toBe(400);
  expect(await ask('/healthz')).toBe(200);
});
