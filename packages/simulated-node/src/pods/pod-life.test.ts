import { Node, Pod } from '@capstan/schema';
import { expect, test } from 'vitest';
import type { Programs } from '../program.ts';
import { startSimulatedNode } from '../start-simulated-node.ts';
import { nodeEnv } from '../test-support/node-env.ts';
import { textOf, untilStopped } from '../test-support/shell-image.ts';

const image = (name: string) => `example.invalid/${name}:v1`;
const container = (name: string, program = name) => ({ name, image: image(program) });
const programs: Programs = {
  [image('ok')]: () => 0,
  [image('bad')]: () => 7,
  [image('throws')]: () => Promise.reject(new Error('out of cheese')),
  [image('waits')]: untilStopped,
};

test('a pod is scheduled, runs and ends as its containers do', async () => {
  await using at = await nodeEnv(programs);
  await at.create('works', { restartPolicy: 'Never', containers: [container('ok')] });
  await at.create('fails', { restartPolicy: 'Never', containers: [container('ok'), container('bad')] });
  await at.create('breaks', { restartPolicy: 'Never', containers: [container('throws')] });

  const works = await at.reaches('works', 'Succeeded');
  const fails = await at.reaches('fails', 'Failed');
  const breaks = await at.reaches('breaks', 'Failed');

  expect(works.spec?.nodeName).toBe(at.node.name);
  expect(works.status).toMatchObject({ podIP: '127.0.0.1', hostIP: '127.0.0.1', qosClass: 'BestEffort' });
  expect(works.status?.containerStatuses?.[0]?.state?.terminated).toMatchObject({ exitCode: 0, reason: 'Completed' });
  expect(fails.status?.containerStatuses?.map(({ state }) => state?.terminated?.exitCode)).toEqual([0, 7]);
  expect(breaks.status?.containerStatuses?.[0]?.state?.terminated?.message).toContain('out of cheese');
});

test('a running pod is Ready, and its conditions say when that changes', async () => {
  await using at = await nodeEnv(programs);
  await at.create('web', { containers: [container('waits')] });

  const { status } = await at.reaches('web', 'Running');

  const conditions = Object.fromEntries(status?.conditions?.map(({ type, status }) => [type, status]) ?? []);
  expect(conditions).toMatchObject({ PodScheduled: 'True', Initialized: 'True', ContainersReady: 'True', Ready: 'True' });
  expect(status?.containerStatuses?.[0]).toMatchObject({ ready: true, started: true, restartCount: 0 });
});

test('init containers run first, one after another, and a failing one fails the pod', async () => {
  const order: string[] = [];
  const step = (name: string) => ({
    [image(name)]: () => {
      order.push(name);
      return 0;
    },
  });
  await using at = await nodeEnv({ ...programs, ...step('first'), ...step('second'), ...step('main') });
  const initContainers = [container('first'), container('second')];
  await at.create('web', { restartPolicy: 'Never', initContainers, containers: [container('main')] });
  await at.create('stuck', { restartPolicy: 'Never', initContainers: [container('bad')], containers: [container('main')] });

  await at.reaches('web', 'Succeeded');
  await at.reaches('stuck', 'Failed');

  expect(order).toEqual(['first', 'second', 'main']);
});

test('a failing container is started again with a growing wait, and its previous log stays', async () => {
  let starts = 0;
  const flaky = async ({ log, signal }: Parameters<typeof untilStopped>[0]) => {
    starts++;
    log(`start ${starts}`);
    return starts < 3 ? 1 : await untilStopped({ signal } as Parameters<typeof untilStopped>[0]);
  };
  await using at = await nodeEnv({ [image('flaky')]: flaky });
  await at.create('web', { containers: [container('flaky')] });

  const web = await at.env.eventually(Pod, { name: 'web', namespace: at.namespace }, ({ status }) => {
    const [app] = status?.containerStatuses ?? [];
    return app?.restartCount === 2 && app.ready;
  });

  expect(web.status?.containerStatuses?.[0]?.lastState?.terminated).toMatchObject({ exitCode: 1 });
  expect(await textOf(at.client.logs({ name: 'web', namespace: at.namespace }, { previous: true }))).toBe('start 2\n');
});

test('an image that no program is for cannot be pulled', async () => {
  await using at = await nodeEnv(programs);
  await at.create('web', { containers: [container('app', 'unknown')] });

  const web = await at.env.eventually(Pod, { name: 'web', namespace: at.namespace }, ({ status }) => {
    return status?.containerStatuses?.[0]?.state?.waiting?.reason === 'ImagePullBackOff';
  });

  expect(web.status?.phase).toBe('Pending');
  expect(web.status?.containerStatuses?.[0]?.state?.waiting?.message).toContain(image('unknown'));
});

test('a pod that fits no node says why', async () => {
  await using at = await nodeEnv(programs);
  const taints = [{ key: 'dedicated', value: 'gpu', effect: 'NoSchedule' as const }];
  await at.client.patch(Node, { name: at.node.name }, { type: 'merge', body: { spec: { taints } } });
  const containers = [container('waits')];
  await at.create('picky', { containers, nodeSelector: { 'kubernetes.io/os': 'windows' } });
  await at.create('shy', { containers });
  await at.create('tolerant', { containers, tolerations: [{ key: 'dedicated', operator: 'Exists' }] });
  const reason = async (name: string) => {
    const pod = await at.env.eventually(Pod, { name, namespace: at.namespace }, ({ status }) =>
      Boolean(status?.conditions?.some((condition) => condition.reason === 'Unschedulable')),
    );
    return pod.status?.conditions?.[0]?.message;
  };

  expect(await reason('picky')).toBe("0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector.");
  expect(await reason('shy')).toBe('0/1 nodes are available: 1 node(s) had untolerated taint {dedicated: gpu}.');
  await at.reaches('tolerant', 'Running');
});

test('a deleted pod gets to end, and is gone after its grace period at the latest', async () => {
  let stopped = false;
  const polite = async (context: Parameters<typeof untilStopped>[0]) => {
    await untilStopped(context);
    stopped = true;
    return 0;
  };
  await using at = await nodeEnv({ [image('polite')]: polite, [image('deaf')]: () => new Promise<number>(() => undefined) });
  await at.create('polite', { containers: [container('polite')], terminationGracePeriodSeconds: 3_600 });
  await at.create('deaf', { containers: [container('deaf')], terminationGracePeriodSeconds: 1 });
  await at.reaches('polite', 'Running');
  await at.reaches('deaf', 'Running');

  for (const name of ['polite', 'deaf']) await at.client.delete(Pod, { name, namespace: at.namespace });

  await at.env.eventuallyGone(Pod, { name: 'polite', namespace: at.namespace });
  expect(stopped).toBe(true);
  await at.env.eventuallyGone(Pod, { name: 'deaf', namespace: at.namespace });
});

test('a node that is switched off leaves its pods as they were, and is not Ready', async () => {
  await using at = await nodeEnv(programs);
  await at.create('web', { containers: [container('waits')] });
  await at.reaches('web', 'Running');

  await at.node[Symbol.asyncDispose]();

  const node = await at.client.get(Node, { name: at.node.name });
  expect(node.status?.conditions?.find(({ type }) => type === 'Ready')).toMatchObject({
    status: 'Unknown',
    reason: 'NodeStatusUnknown',
  });
  expect((await at.client.get(Pod, { name: 'web', namespace: at.namespace })).status?.phase).toBe('Running');
});

test('a node that comes back starts again what may be, and reports as lost what may not', async () => {
  await using at = await nodeEnv(programs);
  await at.create('always', { containers: [container('waits')] });
  await at.create('once', { restartPolicy: 'Never', containers: [container('waits')] });
  await at.reaches('always', 'Running');
  await at.reaches('once', 'Running');
  await at.node[Symbol.asyncDispose]();

  await using _back = await startSimulatedNode({ client: at.client, name: at.node.name, programs, restartBackOff: '10ms' });

  const once = await at.reaches('once', 'Failed');
  expect(once.status?.containerStatuses?.[0]?.state?.terminated).toMatchObject({
    exitCode: 137,
    reason: 'ContainerStatusUnknown',
  });
  await at.env.eventually(Pod, { name: 'always', namespace: at.namespace }, ({ status }) => {
    const [app] = status?.containerStatuses ?? [];
    return app?.restartCount === 1 && app.ready;
  });
});
