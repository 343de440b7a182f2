import { ClusterRole, ClusterRoleBinding, Node, Pod, ServiceAccount } from '@capstan/schema';
import { type TestEnv, testEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import { startSimulatedNode } from '../start-simulated-node.ts';
import { shellContainer, shellPrograms, textOf } from '../test-support/shell-image.ts';

/** A namespace with a pod `web` that runs on a node of its own. */
async function withPod(env: TestEnv) {
  const namespace = await env.namespace();
  const node = await startSimulatedNode({ client: env.client, name: `node-${namespace}`, programs: shellPrograms });
  const pod = { name: 'web', namespace };
  await env.client.create(Pod, { metadata: pod, spec: { containers: [shellContainer] } });
  await env.eventually(Pod, pod, ({ status }) => status?.phase === 'Running');
  return { namespace, pod, node };
}

const echo = { command: ['echo', 'a b', 'ü'] };

test('a command runs in a container of a pod, with its output, input and exit code', async () => {
  await using env = await testEnv();
  const { pod, node } = await withPod(env);
  await using _node = node;
  const { client } = env;

  expect(await textOf(client.exec(pod, echo).stdout())).toBe('a b ü');
  expect(await textOf(client.exec(pod, { command: ['cat'], stdin: [Buffer.from('in and '), Buffer.from('out')] }).stdout())).toBe(
    'in and out',
  );
  await expect(textOf(client.exec(pod, { command: ['false'] }).stdout())).rejects.toMatchObject({
    code: 'CommandFailed',
    message: 'false exited with 1: it is false',
  });
  await expect(textOf(client.exec(pod, { command: ['rm'] }).stdout())).rejects.toMatchObject({
    message: expect.stringContaining('exec: "rm": executable file not found in $PATH'),
  });
});

test('what is large passes whole, in both directions', async () => {
  await using env = await testEnv();
  const { pod, node } = await withPod(env);
  await using _node = node;
  const chunk = Buffer.alloc(1 << 20, 'x');
  let bytes = 0;

  const stdin = Array.from({ length: 24 }, () => chunk);
  for await (const { length } of env.client.exec(pod, { command: ['cat'], stdin }).stdout()) bytes += length;

  expect(bytes).toBe(24 << 20);
});

test('running something takes the right to create, and a WebSocket the right to get as well', async () => {
  await using env = await testEnv();
  const { namespace, pod, node } = await withPod(env);
  await using _node = node;
  const { client } = env;
  await client.create(ServiceAccount, { metadata: { name: 'visitor', namespace } });
  const grant = async (verb: string): Promise<void> => {
    const name = `${namespace}-${verb}`;
    await client.create(ClusterRole, {
      metadata: { name },
      rules: [{ apiGroups: [''], resources: ['pods/exec'], verbs: [verb] }],
    });
    await client.create(ClusterRoleBinding, {
      metadata: { name },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
      subjects: [{ kind: 'ServiceAccount', name: 'visitor', namespace }],
    });
  };
  const visitor = await env.clientAs({ serviceAccount: 'visitor', namespace });
  const attempt = () => textOf(visitor.exec(pod, echo).stdout()).catch((error: { readonly message: string }) => error.message);

  expect(await attempt()).toContain('cannot get resource "pods/exec"');
  await grant('get');
  await expect.poll(attempt).toBe('pods "web" is forbidden: ');
  await grant('create');
  await expect.poll(attempt).toBe('a b ü');
});

test('a pod that is missing, unscheduled, elsewhere or of several containers is refused in words', async () => {
  await using env = await testEnv();
  const { namespace, node } = await withPod(env);
  await using _node = node;
  const { client } = env;
  const silent = `silent-${namespace}`;
  const kubeletEndpoint = { Port: 1 };
  const status = { addresses: [{ type: 'InternalIP', address: '127.0.0.1' }], daemonEndpoints: { kubeletEndpoint } };
  await client.create(Node, { metadata: { name: silent } });
  const features = { declaredFeatures: ['ExtendWebSocketsToKubelet'] };
  const patch = { type: 'merge', body: { status: { ...status, ...features } } } as const;
  await client.patch(Node, { name: silent }, patch, { subresource: 'status' });
  const specs = {
    waiting: { containers: [shellContainer], nodeSelector: { no: 'such' } },
    lost: { containers: [shellContainer], nodeName: 'gone' },
    unreachable: { containers: [shellContainer], nodeName: silent },
    several: {
      containers: [
        { ...shellContainer, name: 'a' },
        { ...shellContainer, name: 'b' },
      ],
    },
  };
  for (const [name, spec] of Object.entries(specs)) await client.create(Pod, { metadata: { name, namespace }, spec });
  const attempt = (name: string, container?: string) =>
    textOf(client.exec({ name, namespace }, { ...echo, ...(container && { container }) }).stdout());

  await expect(attempt('missing')).rejects.toMatchObject({ code: 404, message: 'pods "missing" not found' });
  await expect(attempt('waiting')).rejects.toMatchObject({ code: 400, message: 'pod waiting does not have a host assigned' });
  await expect(attempt('lost')).rejects.toMatchObject({ code: 404, message: 'pods "gone" not found' });
  await expect(attempt('unreachable')).rejects.toMatchObject({
    code: 500,
    message: 'error dialing backend: dial tcp 127.0.0.1:1: connect: connection refused',
  });
  await expect(attempt('several')).rejects.toMatchObject({
    code: 400,
    message: 'a container name must be specified for pod several, choose one of: [a b]',
  });
  await expect(attempt('web', 'x')).rejects.toMatchObject({ code: 400, message: 'container x is not valid for pod web' });
  await expect(
    client.request({ method: 'POST', path: `/api/v1/namespaces/${namespace}/pods/web/exec?command=x` }),
  ).rejects.toMatchObject({ code: 400, message: 'Upgrade request required' });
});

test('a command whose node is switched off ends with an error', async () => {
  await using env = await testEnv();
  const { pod, node } = await withPod(env);
  const started = Promise.withResolvers<void>();
  async function* input() {
    yield Buffer.from('first');
    await started.promise;
  }

  const running = (async () => {
    for await (const event of env.client.exec(pod, { command: ['cat'], stdin: input() })) {
      if (event.type === 'stdout') await node[Symbol.asyncDispose]();
    }
  })();

  await expect(running).rejects.toMatchObject({ reason: 'Unknown', code: 0 });
  started.resolve();
});
