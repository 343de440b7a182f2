import { expect, test } from 'vitest';
import { extension } from '../extension/extension.ts';
import { type Answer, proceed, provide, retry } from '../hooks/answer.ts';
import { type HookHandler, hook } from '../hooks/define-hook.ts';
import { type HandledHook, hookNames, isBlocking } from '../hooks/hook-names.ts';
import { call } from '../test-support/call.ts';
import { recorded, recordedHooks } from '../test-support/recorded-hooks.ts';
import { serve } from '../test-support/serving.ts';
import type { ObservedCall } from './observed-call.ts';

/** A handler of any hook: which one is only known as the test runs. */
const handlerOf = (name: HandledHook, answer: Answer): HookHandler => ({
  ...hook('BeforeClusterCreate', { name: name.toLowerCase() }, () => proceed()),
  hook: name,
  handle: () => answer,
});

test('every recorded request is answered with 200 and a response of its kind', async () => {
  const names = hookNames.filter((name) => name !== 'Discovery');
  await using server = await serve({
    extensions: [extension({ name: 'all', handlers: names.map((name) => handlerOf(name, proceed('fine'))) })],
  });

  const answers = await Promise.all(recordedHooks.map(({ path, body }) => call(server, path, body)));

  expect(answers.map(({ status, json }) => [status, json['kind'], json['status']])).toEqual(
    recordedHooks.map(({ hook: name }) => [200, `${name}Response`, 'Success']),
  );
  expect(answers.map(({ json }) => json['retryAfterSeconds'])).toEqual(
    recordedHooks.map(({ hook: name }) => (isBlocking(name) ? 0 : undefined)),
  );
});

test('Discovery announces the handlers, one extension at the root', async () => {
  const gate = hook('BeforeClusterUpgrade', { timeout: '5s', failurePolicy: 'Ignore' }, () => retry(30, 'not yet'));
  await using server = await serve({ extensions: [extension({ name: 'gates', handlers: [gate] })] });

  const { json } = await call(server, recorded('Discovery').path, recorded('Discovery').body);

  expect(json['handlers']).toEqual([
    {
      name: 'before-cluster-upgrade',
      requestHook: { apiVersion: 'hooks.runtime.cluster.x-k8s.io/v1alpha1', hook: 'BeforeClusterUpgrade' },
      timeoutSeconds: 5,
      failurePolicy: 'Ignore',
    },
  ]);
});

test('several extensions are served below their names', async () => {
  const named = (name: string) =>
    extension({ name, handlers: [hook('BeforeClusterCreate', { name: 'beforeclustercreate' }, () => retry(7, name))] });
  const [one, two] = [named('one'), named('two')];
  await using server = await serve({ extensions: [one, two] });
  const { path, body } = recorded('BeforeClusterCreate');

  const answer = await call({ url: server.urlOf(two), caBundle: server.caBundle }, path, body);

  expect([answer.json['message'], answer.json['retryAfterSeconds']]).toEqual(['two', 7]);
  expect((await call(server, path, body)).status).toBe(404);
});

test('each call is observed with its cluster and how it ended', async () => {
  const calls: ObservedCall[] = [];
  const handlers = [
    hook('BeforeClusterCreate', { name: 'beforeclustercreate' }, async () => retry(30, 'no quota yet')),
    hook('GeneratePatches', { name: 'generatepatches' }, () => provide({ items: [] })),
    hook('CanUpdateMachine', { name: 'canupdatemachine' }, () => provide({})),
  ];
  await using server = await serve({ extensions: [extension({ name: 'seen', handlers })], observe: (seen) => calls.push(seen) });

  for (const name of ['BeforeClusterCreate', 'GeneratePatches', 'CanUpdateMachine'] as const) {
    await call(server, recorded(name).path, recorded(name).body);
  }

  expect(calls.map(({ hook: name, cluster, result, message }) => [name, cluster, result, message])).toEqual([
    ['BeforeClusterCreate', 'default/hooked', 'retry', 'no quota yet'],
    ['GeneratePatches', 'default/hooked', 'provide', ''],
    ['CanUpdateMachine', 'default/tri', 'provide', ''],
  ]);
  expect(calls[0]).toMatchObject({ extension: 'seen', handler: 'beforeclustercreate', retryAfterSeconds: 30 });
});
