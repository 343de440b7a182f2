import { EndpointSlice, Job, Namespace, Node, PersistentVolumeClaim, Pod, ValidatingWebhookConfiguration } from '@capstan/schema';
import { startSimulatedNode } from '@capstan/simulated-node';
import { type TestEnv, testEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import type { Probe } from '../api/probe-fields.ts';
import { fleetEnv } from '../test-support/fleet-env.ts';
import { firstLack, probeStates } from './run-probes.ts';

const probe = (type: Probe['type'], more: Partial<Probe> = {}): Probe => ({
  name: 'it',
  type,
  atLeast: 1,
  timeout: '5m',
  ...more,
});
let count = 0;

function contextOf(env: TestEnv, signal: AbortSignal) {
  const namespace = `checks-${process.pid}-${++count}`;
  const owner = { reportUid: `uid-${namespace}`, run: 'a/b#1.1', expiresAt: '2036-01-01T00:00:00Z' };
  return { workload: env.client, namespace, owner, signal };
}
const patchStatus = { subresource: 'status' } as const;

test('nodes count by their system, and those that are not Ready are named', async ({ signal }) => {
  await using env = await testEnv({ cluster: 'workload' });
  const context = contextOf(env, signal);
  const name = `windows-${context.namespace}`;
  await env.client.create(Node, { metadata: { name, labels: { 'kubernetes.io/os': 'windows' } } });

  const missing = await firstLack([probe('Nodes', { operatingSystem: 'windows', atLeast: 9 })], context);
  const unready = await firstLack([probe('Nodes', { operatingSystem: 'windows' })], context);
  const conditions = [{ type: 'Ready', status: 'True', reason: 'x', message: '' }];
  await env.client.patch(Node, { name }, { type: 'merge', body: { status: { conditions } } }, patchStatus);
  const ready = await firstLack([probe('Nodes', { operatingSystem: 'windows' })], context);
  await env.client.delete(Node, { name });

  expect(missing).toBe('it: 1 windows node of at least 9');
  expect(unready).toBe(`it: 1 windows node, 1 not Ready: ${name}`);
  expect(ready).toBeUndefined();
});

test('DNS works once one of its pods is ready', async ({ signal }) => {
  await using env = await testEnv({ cluster: 'workload' });
  const context = contextOf(env, signal);
  const ref = { name: `coredns-${context.namespace}`, namespace: 'kube-system' };

  const none = await firstLack([probe('Dns')], context);
  const spec = { containers: [{ name: 'coredns', image: 'example.invalid/coredns' }], nodeName: 'nowhere' };
  await env.client.create(Pod, { metadata: { ...ref, labels: { 'k8s-app': 'kube-dns' } }, spec });
  const notReady = await firstLack([probe('Dns')], context);
  const conditions = [{ type: 'Ready', status: 'True' }];
  await env.client.patch(Pod, ref, { type: 'merge', body: { status: { conditions } } }, patchStatus);
  const ready = await firstLack([probe('Dns')], context);
  await env.client.delete(Pod, ref, { gracePeriodSeconds: 0 });

  expect(none).toContain('there is no pod labelled k8s-app=kube-dns');
  expect(notReady).toContain('1 DNS pod, none ready');
  expect(ready).toBeUndefined();
});

test('an image can be pulled by a pod that runs none of it, and one that cannot is named with the reason', async ({ signal }) => {
  await using env = await testEnv({ cluster: 'workload' });
  const context = contextOf(env, signal);
  const ran: string[] = [];
  const programs = { 'example.invalid/there:*': () => Number(ran.push('it ran')) };
  const name = `puller-${context.namespace}`;
  await using _node = await startSimulatedNode({ client: env.client, name, programs, retryInterval: '20ms' });
  const images = ['example.invalid/there:v1'];

  await firstLack([probe('Images', { images: [...images, 'example.invalid/missing:v1'] })], context);
  const reason = (pod: Pod) => pod.status?.containerStatuses?.[0]?.state?.waiting?.reason ?? '';
  await env.eventually(Pod, { name: 'it-1', namespace: context.namespace }, (pod) => /ImagePull/.test(reason(pod)));
  await env.eventually(
    Pod,
    { name: 'it-0', namespace: context.namespace },
    ({ status }) => status?.containerStatuses?.[0]?.state?.terminated !== undefined,
  );
  const missing = await firstLack([probe('Images', { images: [...images, 'example.invalid/missing:v1'] })], context);
  await env.client.delete(Namespace, { name: context.namespace });
  await env.client.delete(Node, { name });

  expect(missing).toMatch(/^it: example.invalid\/missing:v1: (ErrImagePull|ImagePullBackOff)/);
});

test('storage works once a claim is bound', async ({ signal }) => {
  await using env = await testEnv({ cluster: 'workload' });
  const context = contextOf(env, signal);

  const pending = await firstLack([probe('Storage', { storageClass: 'fast' })], context);
  const claim = { name: 'it', namespace: context.namespace };
  await env.client.patch(PersistentVolumeClaim, claim, { type: 'merge', body: { status: { phase: 'Bound' } } }, patchStatus);
  const bound = await firstLack([probe('Storage', { storageClass: 'fast' })], context);
  await env.client.delete(Namespace, { name: context.namespace });

  expect(pending).toMatch(/^it: a claim of class fast is Pending; /);
  expect(bound).toBeUndefined();
});

test('webhooks answer when their services have endpoints', async ({ signal }) => {
  await using env = await testEnv({ cluster: 'workload' });
  const context = contextOf(env, signal);
  const namespace = await env.namespace();
  const name = `hooks.${namespace}.example.com`;
  const rules = [{ apiGroups: ['example.com'], apiVersions: ['v1'], resources: ['nothings'], operations: ['CREATE' as const] }];
  const clientConfig = { service: { namespace, name: 'hooks' } };
  await env.client.create(ValidatingWebhookConfiguration, {
    metadata: { name },
    webhooks: [{ name, rules, clientConfig, admissionReviewVersions: ['v1'], sideEffects: 'None' }],
  });

  const missing = await firstLack([probe('Webhooks')], context);
  await env.client.create(EndpointSlice, {
    metadata: { name: 'hooks-1', namespace, labels: { 'kubernetes.io/service-name': 'hooks' } },
    addressType: 'IPv4',
    endpoints: [{ addresses: ['10.0.0.1'], conditions: { ready: true } }],
  });
  const answering = await firstLack([probe('Webhooks')], context);
  await env.client.delete(ValidatingWebhookConfiguration, { name });

  expect(missing).toBe(`it: the webhook service ${namespace}/hooks has no ready endpoint`);
  expect(answering).toBeUndefined();
});

test('a probe that held once has passed, and one that never did fails when its time is up', async ({ signal }) => {
  await using env = await testEnv({ cluster: 'workload' });
  const context = contextOf(env, signal);
  const wanted = [probe('ApiServer', { name: 'api' }), probe('Nodes', { name: 'many', atLeast: 500 })];

  const early = await probeStates(wanted, [], { ...context, sinceMs: 1000 });
  const late = await probeStates(wanted, early, { ...context, sinceMs: 301_000 });

  expect(early.map(({ state }) => state)).toEqual(['Passed', 'Waiting']);
  expect(late).toEqual([early[0], { name: 'many', state: 'Failed', message: expect.stringContaining('of at least 500') }]);
});

test('a Job is a check: its success is a case, and its failure says why', async () => {
  await using fleet = await fleetEnv();
  await using _running = await fleet.start();
  const template = { spec: { restartPolicy: 'Never', containers: [{ name: 'check', image: 'example.invalid/check:v1' }] } };
  await fleet.profile({
    jobs: [
      { name: 'good', template },
      { name: 'bad', template },
    ],
  });
  await fleet.cluster('web');
  const namespace = `${fleet.runs}-checks`;
  for (const name of ['good', 'bad']) await fleet.workload.eventually(Job, { name, namespace }, () => true);

  // What a Job controller would write; there is none on a bare API server.
  const at = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
  const finish = (name: string, conditions: readonly object[], more: object) =>
    fleet.workload.client.patch(
      Job,
      { name, namespace },
      { type: 'merge', body: { status: { startTime: at, conditions, ...more } } },
      patchStatus,
    );
  const is = (type: string, more: object = {}) => ({ type, status: 'True', lastTransitionTime: at, ...more });
  await finish('good', [is('SuccessCriteriaMet'), is('Complete')], { completionTime: at, succeeded: 1 });
  const why = { reason: 'BackoffLimitExceeded', message: 'it failed once too often' };
  await finish('bad', [is('FailureTarget', why), is('Failed', why)], { failed: 1 });
  const report = await fleet.report('web', ({ status }) => status?.phase === 'Done');

  expect(report.status?.run).toMatchObject({ verdict: 'Failed', counts: { passed: 1, failed: 1 } });
  expect(report.status?.run?.cases?.[0]).toMatchObject({
    name: 'bad',
    message: 'BackoffLimitExceeded: it failed once too often',
  });
  expect(await fleet.workload.client.find(Namespace, { name: namespace })).toBeUndefined();
});
