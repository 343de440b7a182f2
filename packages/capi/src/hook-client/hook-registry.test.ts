import { expect, test } from 'vitest';
import { hooksApiVersion } from '../hooks/hook-names.ts';
import { discover } from './discover.ts';
import { createHookRegistry, type ExtensionRegistration } from './hook-registry.ts';
import { answer, type SeenRequest, startTestExtension, type TestExtension } from './test-support/test-extension.ts';

const metadata = { name: 'web', namespace: 'shop', uid: 'u', resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z' };
const cluster = { apiVersion: 'cluster.x-k8s.io/v1beta2', kind: 'Cluster', metadata, spec: {} } as const;
const call = { subject: cluster, request: { cluster } };

interface Announced {
  readonly name: string;
  readonly hook: string;
  readonly failurePolicy?: string;
  readonly timeoutSeconds?: number;
  readonly apiVersion?: string;
}

/** An extension that announces handlers and answers each by its name. */
async function startExtension(
  handlers: readonly Announced[],
  answers: (handler: string, request: SeenRequest) => unknown,
): Promise<TestExtension> {
  return startTestExtension((request, response) => {
    const handler = new URL(request.path, 'https://x').pathname.split('/').at(-1) ?? '';
    if (handler !== 'discovery') return answer(response, answers(handler, request));
    const announced = handlers.map(({ hook, apiVersion = hooksApiVersion, ...rest }) => ({
      ...rest,
      requestHook: { apiVersion, hook },
    }));
    answer(response, { status: 'Success', handlers: announced });
  });
}

function configOf(name: string, { endpoint }: TestExtension, spec: Partial<ExtensionRegistration['spec']> = {}) {
  const caBundle = Buffer.from(endpoint.caBundle ?? '').toString('base64');
  return { metadata: { name }, spec: { clientConfig: { url: endpoint.url, caBundle }, ...spec } };
}

function calls(extension: TestExtension): readonly string[] {
  return extension.seen.map(({ path }) => path.split('/').at(-1)?.split('?')[0] ?? '').filter((name) => name !== 'discovery');
}

test('discovery gives handlers their full names and defaults', async () => {
  await using extension = await startExtension([{ name: 'gate', hook: 'BeforeClusterCreate', timeoutSeconds: 0 }], () => ({}));

  expect(await discover(extension.endpoint, 'gates')).toEqual([
    { name: 'gate.gates', handler: 'gate', hook: 'BeforeClusterCreate', timeoutSeconds: 10, failurePolicy: 'Fail' },
  ]);
  expect(extension.seen[0]).toMatchObject({
    path: '/hooks.runtime.cluster.x-k8s.io/v1alpha1/discovery?timeout=10s',
    body: `{"kind":"DiscoveryRequest","apiVersion":"${hooksApiVersion}"}`,
  });
});

test.each<[string, readonly Announced[], RegExp]>([
  ['a name with a dot', [{ name: 'a.b', hook: 'BeforeClusterCreate' }], /handler name "a\.b"/],
  ['two of one name', ['BeforeClusterCreate', 'BeforeClusterDelete'].map((hook) => ({ name: 'a', hook })), /two handlers/],
  ['an unknown hook', [{ name: 'a', hook: 'AfterClusterDelete' }], /"AfterClusterDelete" of .* is not a hook/],
  ['a hook in another case', [{ name: 'a', hook: 'beforeclustercreate' }], /is not a hook/],
  ['another version', [{ name: 'a', hook: 'BeforeClusterCreate', apiVersion: 'x/v1' }], /of "x\/v1" is not a hook/],
  ['a long timeout', [{ name: 'a', hook: 'BeforeClusterCreate', timeoutSeconds: 31 }], /timeoutSeconds 31/],
  ['another policy', [{ name: 'a', hook: 'BeforeClusterCreate', failurePolicy: 'Maybe' }], /neither Fail nor Ignore/],
])('a discovery that Cluster API refuses is refused: %s', async (_name, handlers, message) => {
  await using extension = await startExtension(handlers, () => ({}));

  await expect(discover(extension.endpoint, 'gates')).rejects.toMatchObject({
    rule: 'InvalidDiscovery',
    message: expect.stringMatching(message),
  });
});

test('all extensions are called in turn, with the shortest wait and the messages in a row', async () => {
  const handler = [{ name: 'gate', hook: 'BeforeClusterUpgrade' }];
  await using one = await startExtension(handler, () => ({ status: 'Success', message: 'one', retryAfterSeconds: 30 }));
  await using two = await startExtension(handler, () => ({ status: 'Success', retryAfterSeconds: 0 }));
  await using three = await startExtension(handler, () => ({ status: 'Success', message: 'three', retryAfterSeconds: 5 }));
  using registry = createHookRegistry();
  for (const [name, extension] of Object.entries({ one, two, three })) await registry.register(configOf(name, extension));

  const { response, called } = await registry.callAll('BeforeClusterUpgrade', {
    subject: cluster,
    request: { cluster, fromKubernetesVersion: 'v1.34.0', toKubernetesVersion: 'v1.35.0' },
  });

  expect(response).toMatchObject({ status: 'Success', message: 'one, three', retryAfterSeconds: 5 });
  expect(called).toEqual(['gate.one', 'gate.two', 'gate.three']);
});

test('the first error ends the calls', async () => {
  const handler = [{ name: 'gate', hook: 'BeforeClusterCreate' }];
  await using one = await startExtension(handler, () => ({ status: 'Failure', message: 'no quota' }));
  await using two = await startExtension(handler, () => ({ status: 'Success' }));
  using registry = createHookRegistry();
  for (const [name, extension] of Object.entries({ one, two })) await registry.register(configOf(name, extension));

  await expect(registry.callAll('BeforeClusterCreate', call)).rejects.toMatchObject({
    rule: 'Failure',
    message: 'gate.one answered BeforeClusterCreate with Failure: no quota',
  });
  expect(calls(two)).toEqual([]);
});

test.each<[string, string, string | undefined]>([
  ['not JSON', 'rubbish', undefined],
  ['a wait in words', '{"status":"Success","retryAfterSeconds":"1"}', undefined],
  ['a failure', '{"status":"Failure"}', 'Failure'],
  ['an unknown status', '{"status":"Fine"}', 'UnknownStatus'],
])('failurePolicy Ignore covers what is not an answer, and no answer in form: %s', async (_name, body, rule) => {
  await using extension = await startExtension(
    [{ name: 'gate', hook: 'BeforeClusterCreate', failurePolicy: 'Ignore' }],
    () => body,
  );
  using registry = createHookRegistry();
  await registry.register(configOf('gates', extension));

  const outcome = await registry.callAll('BeforeClusterCreate', call).catch((error: unknown) => error);

  if (rule === undefined) expect(outcome).toMatchObject({ response: { status: 'Success', message: '', retryAfterSeconds: 0 } });
  else expect(outcome).toMatchObject({ rule });
});

test('failurePolicy Ignore covers an extension that went away', async () => {
  const extension = await startExtension([{ name: 'gate', hook: 'BeforeClusterCreate', failurePolicy: 'Ignore' }], () => ({}));
  using registry = createHookRegistry();
  await registry.register(configOf('gates', extension));
  await extension[Symbol.asyncDispose]();

  expect(await registry.callAll('BeforeClusterCreate', call)).toMatchObject({ response: { status: 'Success' } });
});

test('a call under way is answered although the extension is registered anew, or taken out', async () => {
  const held = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const arrived = held.map(() => Promise.withResolvers<void>());
  let gates = 0;
  await using extension = await startTestExtension(async ({ path }, response) => {
    const handlers = [
      { name: 'gate', requestHook: { apiVersion: hooksApiVersion, hook: 'BeforeClusterCreate' }, failurePolicy: 'Ignore' },
    ];
    if (path.includes('/discovery')) return answer(response, { status: 'Success', handlers });
    const turn = gates++;
    arrived[turn]?.resolve();
    await held[turn]?.promise;
    answer(response, { status: 'Failure', message: 'not yet' });
  });
  using registry = createHookRegistry();
  await registry.register(configOf('gates', extension));

  for (const [turn, change] of [
    () => registry.register(configOf('gates', extension)),
    () => registry.unregister('gates'),
  ].entries()) {
    const called = registry.callAll('BeforeClusterCreate', call);
    await arrived[turn]?.promise;
    await change();
    held[turn]?.resolve();

    await expect(called).rejects.toMatchObject({ rule: 'Failure' });
  }
  expect(gates).toBe(2);
});

test('a blocking answer is remembered for its time, per object and hook', async () => {
  const clock = { ms: 0, now: () => clock.ms };
  await using extension = await startExtension([{ name: 'gate', hook: 'BeforeClusterCreate' }], () => ({
    status: 'Success',
    message: 'waiting',
    retryAfterSeconds: 10,
  }));
  using registry = createHookRegistry({ clock });
  await registry.register(configOf('gates', extension));
  const other = { ...cluster, metadata: { ...metadata, name: 'other' } };
  const ask = async (subject = cluster) => {
    const { response, called } = await registry.callAll('BeforeClusterCreate', { subject, request: { cluster: subject } });
    return [response.retryAfterSeconds, response.message, called.length];
  };

  expect(await ask()).toEqual([10, 'waiting', 1]);
  clock.ms = 4_000;
  expect(await ask()).toEqual([6, 'waiting', 0]);
  expect(await ask(other)).toEqual([10, 'waiting', 1]);
  clock.ms = 10_000;
  expect(await ask()).toEqual([10, 'waiting', 1]);
});

test('an answer that does not block is asked for again each time, and a negative wait too', async () => {
  let retryAfterSeconds = 0;
  await using extension = await startExtension([{ name: 'gate', hook: 'BeforeClusterCreate' }], () => ({
    status: 'Success',
    retryAfterSeconds,
  }));
  using registry = createHookRegistry({ clock: { now: () => 0 } });
  await registry.register(configOf('gates', extension));

  await registry.callAll('BeforeClusterCreate', call);
  retryAfterSeconds = -1;
  expect((await registry.callAll('BeforeClusterCreate', call)).response.retryAfterSeconds).toBe(-1);
  await registry.callAll('BeforeClusterCreate', call);

  expect(calls(extension)).toHaveLength(3);
});

test('settings of the ExtensionConfig are sent, and those of the call win', async () => {
  await using extension = await startExtension([{ name: 'gate', hook: 'BeforeClusterCreate' }], () => ({ status: 'Success' }));
  using registry = createHookRegistry();
  await registry.register(configOf('gates', extension, { settings: { a: 'config', b: 'config' } }));

  await registry.callAll('BeforeClusterCreate', call, { settings: { b: 'patch' } });

  expect(JSON.parse(extension.seen.at(-1)?.body ?? '')).toMatchObject({ settings: { a: 'config', b: 'patch' } });
});

test('an extension is asked only about namespaces that it selects; by name that is an error', async () => {
  await using extension = await startExtension([{ name: 'gate', hook: 'BeforeClusterCreate' }], () => ({ status: 'Success' }));
  using registry = createHookRegistry({ namespaceLabels: (name) => ({ team: name }) });
  await registry.register(configOf('gates', extension, { namespaceSelector: { matchLabels: { team: 'other' } } }));

  expect(await registry.callAll('BeforeClusterCreate', call)).toMatchObject({ response: { status: 'Success' }, called: [] });
  expect(registry.handlersOf('BeforeClusterCreate', cluster)).toEqual([]);
  await expect(registry.call('gate.gates', call)).rejects.toMatchObject({ rule: 'OtherNamespace' });
  await expect(registry.call('none.gates', call)).rejects.toMatchObject({ rule: 'NotRegistered' });
  registry.unregister('gates');
  await expect(registry.call('gate.gates', call)).rejects.toMatchObject({ rule: 'NotRegistered' });
});

test('variables and upgrade plans are remembered for ten minutes by what they depend on', async () => {
  const clock = { ms: 0, now: () => clock.ms };
  const handlers = [
    { name: 'variables', hook: 'DiscoverVariables' },
    { name: 'plan', hook: 'GenerateUpgradePlan' },
  ];
  await using extension = await startExtension(handlers, () => ({ status: 'Success' }));
  using registry = createHookRegistry({ clock });
  await registry.register(configOf('x', extension));
  const plan = (to: string) => ({
    subject: cluster,
    request: { cluster, fromControlPlaneKubernetesVersion: 'v1.34.0', toKubernetesVersion: to },
  });

  await registry.call('variables.x', { subject: cluster, request: {} });
  expect((await registry.call('variables.x', { subject: cluster, request: {} })).called).toEqual([]);
  await registry.call('variables.x', { subject: cluster, request: {} }, { settings: { a: '1' } });
  await registry.call('plan.x', plan('v1.36.0'));
  await registry.call('plan.x', plan('v1.36.0'));
  await registry.call('plan.x', plan('v1.35.0'));
  expect(calls(extension)).toEqual(['variables', 'variables', 'plan', 'plan']);
  clock.ms = 10 * 60_000;
  await registry.call('plan.x', plan('v1.36.0'));

  expect(calls(extension)).toHaveLength(5);
});
