import { ConfigMapSync, configMapSyncController, SecretSync } from '@capstan/config-weaver';
import { ConfigMap } from '@capstan/schema';
import { testEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { app, isReady, planOf, syncOf, tenant, weaver } from './weaver-command.ts';

const allRights = ['get', 'create', 'patch', 'delete'];

test('plan -o json is one document of all syncs of a file, with the exit code of the table', async () => {
  await using env = await testEnv({ resources: [ConfigMapSync, SecretSync] });
  const { from, open, closed } = await tenant(env);
  const head = (kind: string) => ({ kind, namespace: from, name: 'app' });
  const terms = { serviceAccount: 'default', suspended: false };
  const missing = syncOf('ConfigMapSync', from, [open]);
  missing.spec.source.name = 'missing';
  const file = [syncOf('SecretSync', from, [open, closed]), missing, syncOf('ConfigMapSync', from, [])];

  const bad = await planOf(env, file, '-o', 'json');
  const good = await planOf(env, [syncOf('ConfigMapSync', from, [open])], '--output', 'json');

  expect([bad.code, bad.stderr, good.code, good.stderr]).toEqual([1, '', 0, '']);
  expect(bad.stdout).not.toContain('never-to-be-seen');
  expect(JSON.parse(bad.stdout)).toEqual({
    ok: false,
    syncs: [
      {
        ...head('SecretSync'),
        ...terms,
        result: 'planned',
        notes: [],
        targets: [
          { namespace: open, action: 'create', rights: allRights, detail: 'key password' },
          { namespace: closed, action: 'refuse', rights: [], detail: expect.stringContaining('cannot create secrets') },
        ].toSorted((left, right) => (left.namespace < right.namespace ? -1 : 1)),
      },
      {
        ...head('ConfigMapSync'),
        ...terms,
        result: 'sourceUnusable',
        message: `ConfigMap ${from}/missing does not exist`,
      },
      { ...head('ConfigMapSync'), result: 'invalid', message: expect.stringContaining('syncToNamespaces') },
    ],
  });
  expect(JSON.parse(good.stdout)).toMatchObject({ ok: true, syncs: [{ result: 'planned', targets: [{ action: 'create' }] }] });
});

test('status -o json is one document of all syncs, with the exit code of the table', async () => {
  await using env = await testEnv({ resources: [ConfigMapSync, SecretSync], controllers: [configMapSyncController()] });
  const { from, open, closed } = await tenant(env);
  await env.client.create(ConfigMapSync, { metadata: app(from), spec: { source: { name: 'app' }, syncToNamespaces: [open] } });
  await env.eventually(ConfigMapSync, app(from), isReady);
  const ready = await weaver(env, 'status', '-n', from, '-o', 'json');
  const spec = { syncToNamespaces: [open, closed] };
  await env.client.patch(ConfigMapSync, app(from), { type: 'merge', body: { spec } });
  await env.eventually(ConfigMapSync, app(from), ({ status }) => status?.counts?.refused === 1);
  await env.client.patch(ConfigMapSync, app(from), { type: 'merge', body: { spec: { suspend: true } } });
  await env.eventually(ConfigMapSync, app(from), ({ status }) =>
    (status?.conditions ?? []).some(({ type, reason }) => type === 'Ready' && reason === 'Suspended'),
  );
  await env.client.patch(ConfigMap, app(open), { type: 'merge', body: { data: { color: 'red' } } });

  const drifted = await weaver(env, 'status', '-n', from, '-o', 'json');
  const unread = await weaver(env, 'status', '-n', from, '-o', 'json', '--no-drift');
  const none = await weaver(env, 'status', '-n', open, '-o', 'json');

  const head = { kind: 'ConfigMapSync', namespace: from, name: 'app' };
  expect([ready, drifted, unread, none].map(({ code, stderr }) => [code, stderr])).toEqual([
    [0, ''],
    [1, ''],
    [1, ''],
    [0, ''],
  ]);
  expect(JSON.parse(ready.stdout)).toEqual({
    ok: true,
    syncs: [
      {
        ...head,
        ready: { status: 'True', reason: 'Synced', message: '1 of 1 copies are up to date' },
        progress: '1/1',
        counts: { targets: 1, synced: 1, refused: 0, failed: 0, copyBytes: 4, totalBytes: 4 },
        drift: 0,
        targets: [expect.objectContaining({ namespace: open, state: 'Synced' })],
      },
    ],
  });
  expect(JSON.parse(drifted.stdout)).toMatchObject({
    ok: false,
    syncs: [{ ...head, ready: { status: 'False', reason: 'Suspended' }, progress: '1/2', drift: 1 }],
  });
  expect(JSON.parse(drifted.stdout).syncs[0].targets[0]).toMatchObject({
    namespace: closed,
    state: 'Refused',
    reason: 'Forbidden',
  });
  expect(JSON.parse(unread.stdout)).toMatchObject({ syncs: [{ ...head, drift: null }] });
  expect(JSON.parse(none.stdout)).toEqual({ ok: true, syncs: [] });
});

test('what a sync says moves no cursor, and is the same again to who reads the document', async () => {
  await using env = await testEnv({ resources: [ConfigMapSync, SecretSync] });
  const { from } = await tenant(env);
  const message = 'a\u001b[2J"b"\n\u202ec: \u009b #d';
  await env.client.create(ConfigMapSync, { metadata: app(from), spec: { source: { name: 'app' }, syncToNamespaces: ['b'] } });
  const ready = {
    type: 'Ready' as const,
    status: 'False' as const,
    reason: 'TargetsFailed' as const,
    message,
    lastTransitionTime: '2026-01-01T00:00:00Z',
  };
  await env.client.applyStatus(ConfigMapSync, app(from), { conditions: [ready] });

  const json = await weaver(env, 'status', '-n', from, '-o', 'json', '--no-drift');
  const yaml = await weaver(env, 'status', '-n', from, '-o', 'yaml', '--no-drift');

  for (const { stdout } of [json, yaml]) expect(stdout).not.toMatch(/(?!\n)[\p{Cc}\p{Bidi_Control}]/u);
  expect(JSON.parse(json.stdout).syncs[0].ready).toEqual({ status: 'False', reason: 'TargetsFailed', message });
  expect(parse(yaml.stdout)).toEqual(JSON.parse(json.stdout));
});

test('what goes wrong is told on standard error alone, also where a document is wanted', async () => {
  await using env = await testEnv({ resources: [ConfigMapSync, SecretSync] });

  const nowhere = await weaver(env, 'plan', '-f', '/nowhere/sync.yaml', '-o', 'json');
  const xml = await weaver(env, 'status', '-o', 'xml');

  expect(nowhere).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('cannot read /nowhere/sync.yaml') });
  expect(xml).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('Allowed choices are table, json, yaml') });
});

test('status counts merged keys that are not as they should be as drift', async () => {
  await using env = await testEnv({ resources: [ConfigMapSync, SecretSync], controllers: [configMapSyncController()] });
  const { from, open } = await tenant(env);
  const spec = { source: { name: 'app' }, syncToNamespaces: [open], conflictPolicy: 'Merge' } as const;
  await env.client.create(ConfigMapSync, { metadata: app(from), spec });
  await env.eventually(ConfigMapSync, app(from), isReady);
  await env.client.patch(ConfigMapSync, app(from), { type: 'merge', body: { spec: { suspend: true } } });
  await env.eventually(ConfigMapSync, app(from), (sync) => !isReady(sync));
  const driftOf = async () => JSON.parse((await weaver(env, 'status', '-n', from, '-o', 'json')).stdout).syncs[0].drift;

  const before = await driftOf();
  await env.client.patch(ConfigMap, app(open), { type: 'merge', body: { data: { color: null } } });

  expect([before, await driftOf()]).toEqual([0, 1]);
});
