import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { extension, type HookHandler, hook, proceed, raw, retry, startExtensionServer } from '@capstan/capi';
import { expect, test } from 'vitest';

const capstan = ['--conditions=@capstan/source', new URL('../main.ts', import.meta.url).pathname, 'hooks'];

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(...args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [...capstan, ...args],
      { env: { PATH: process.env['PATH'] } },
      (_error, stdout, stderr) => resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

/** An extension on a free port, and the options that lead to it. */
async function serve(...handlers: readonly HookHandler[]) {
  await using made = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'capstan-cli-'));
  made.defer(() => rm(folder, { recursive: true, force: true }));
  const server = made.use(
    await startExtensionServer({
      extensions: [extension({ name: 'gates', handlers })],
      listen: { host: '127.0.0.1', port: 0 },
      certificate: { from: 'selfManaged', names: ['127.0.0.1'], keep: { directory: folder } },
    }),
  );
  const all = made.move();
  const endpoint = ['--url', server.url, '--ca', join(folder, 'ca.crt')];
  return { folder, endpoint, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

const gate = hook('BeforeClusterUpgrade', {}, ({ toKubernetesVersion }) => retry(30, `${toKubernetesVersion} is not approved`));

test('call finds the handler, sends what was asked for, and prints the answer', async () => {
  await using served = await serve(gate);
  const cluster = join(served.folder, 'web.yaml');
  await writeFile(
    cluster,
    'apiVersion: cluster.x-k8s.io/v1beta2\nkind: Cluster\nmetadata: {name: web, namespace: shop}\nspec: {topology: {classRef: {name: a}, version: v1.33.1}}\n',
  );

  const { stdout, code } = await run(
    ...['call', 'before-cluster-upgrade', ...served.endpoint, '--cluster', cluster, '--to', 'v1.34.2'],
    ...['--settings', 'region=eu=west', '--show-request', '-o', 'json'],
  );

  expect(JSON.parse(stdout)).toMatchObject({
    hook: 'BeforeClusterUpgrade',
    handler: 'before-cluster-upgrade',
    request: {
      settings: { region: 'eu=west' },
      cluster: { metadata: { name: 'web', namespace: 'shop' } },
      fromKubernetesVersion: 'v1.33.1',
      toKubernetesVersion: 'v1.34.2',
    },
    response: { status: 'Success', retryAfterSeconds: 30, message: 'v1.34.2 is not approved' },
  });
  expect(code).toBe(0);
});

test('verify prints a verdict for each rule and ends with 1 when one failed', async () => {
  let calls = 0;
  await using good = await serve(gate);
  await using bad = await serve(hook('BeforeClusterCreate', {}, () => proceed(`call ${calls++}`)));

  const [passed, failed] = await Promise.all([run('verify', ...good.endpoint), run('verify', ...bad.endpoint, '-o', 'json')]);

  expect(passed.stdout).toContain('✓ message-stable');
  expect(passed.stdout).toMatch(/\d+ passed, 0 failed, 0 warnings, \d+ skipped/);
  expect(passed.code).toBe(0);
  const { verdicts, ...counts } = JSON.parse(failed.stdout);
  expect(counts).toMatchObject({ fail: 1, warning: 0 });
  expect(verdicts).toContainEqual(expect.objectContaining({ rule: 'message-stable', result: 'fail' }));
  expect(failed.code).toBe(1);
});

test('lifecycle prints a timeline, and ends with 1 when a hook never lets go', async () => {
  await using free = await serve(hook('BeforeClusterDelete', {}, () => proceed('no machines are left')));
  await using held = await serve(gate);

  const options = ['--speed', 'max', '--to', 'v1.35.0'];
  const [completed, stuck] = await Promise.all([
    run('lifecycle', ...free.endpoint, ...options),
    run('lifecycle', ...held.endpoint, ...options, '--patience', '60s'),
  ]);

  expect(completed.stdout).toMatch(
    /BeforeClusterDelete +proceeds: no machines are left\n.*deleted\n.*completed: 1 call of 1 hook\n/,
  );
  expect(completed.code).toBe(0);
  expect(stuck.stdout).toMatch(/v1\.34\.0 → v1\.35\.0 +waits 30 s: v1\.35\.0 is not approved/);
  expect(stuck.stdout).toContain('stuck: BeforeClusterUpgrade has been holding it up for 60 s');
  expect(stuck.code).toBe(1);
});

test('what was recorded replays against a build that answers the same, and shows what another answers', async () => {
  await using first = await serve(gate);
  await using second = await serve(hook('BeforeClusterUpgrade', {}, () => proceed()));
  const file = join(first.folder, 'calls.jsonl');
  const certificates = join(first.folder, 'recorder');
  const recorder = spawn(
    process.execPath,
    [...capstan, 'record', ...first.endpoint, '--file', file, '--listen', '127.0.0.1:0', '--cert-dir', certificates],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [greeting] = await once(createInterface(recorder.stdout), 'line');
  const url = /https:\/\/\S+:\d+/.exec(String(greeting))?.[0] ?? '';

  await run('call', 'BeforeClusterUpgrade', '--url', url, '--ca', join(certificates, 'ca.crt'));
  recorder.kill('SIGINT');
  const [code] = await once(recorder, 'exit');
  const [same, different] = await Promise.all([run('replay', file, ...first.endpoint), run('replay', file, ...second.endpoint)]);

  expect(code).toBe(0);
  expect((await readFile(file, 'utf8')).trim().split('\n')).toHaveLength(2);
  expect(same).toMatchObject({ code: 0, stdout: expect.stringContaining('2 the same, 0 different') });
  expect(different).toMatchObject({ code: 1, stdout: expect.stringMatching(/retryAfterSeconds\n +- 30\n +\+ 0\n/) });
});

test.each<[string, readonly string[], number, RegExp]>([
  [
    'an address where nothing listens',
    ['call', 'Discovery', '--url', 'https://127.0.0.1:1'],
    1,
    /nothing listens at https:\/\/127\.0\.0\.1:1/,
  ],
  ['http', ['verify', '--url', 'http://127.0.0.1:1'], 2, /is not an https address/],
  ['no address', ['verify'], 2, /required option '--url <url>'/],
  [
    'a file that is not there',
    ['verify', '--url', 'https://127.0.0.1:1', '--cluster', '/none.yaml'],
    2,
    /\/none\.yaml: there is no such file/,
  ],
  [
    'a CA that is not PEM',
    ['verify', '--url', 'https://127.0.0.1:1', '--ca', import.meta.filename],
    2,
    /hooks\.test\.ts is not PEM/,
  ],
  ['an unknown hook', ['call', 'AfterClusterDelete', '--url', 'https://127.0.0.1:1'], 2, /there is no hook AfterClusterDelete/],
  ['half a version', ['call', 'Discovery', '--url', 'https://127.0.0.1:1', '--to', '1.36'], 2, /all three numbers/],
  ['a recording that is not there', ['replay', '/none.jsonl', '--url', 'https://127.0.0.1:1'], 2, /cannot read \/none\.jsonl/],
])('%s is told in a sentence, without a stack', async (_name, args, code, message) => {
  const ended = await run(...args);

  expect(ended.stderr + (code === 1 ? ended.stdout : '')).toMatch(message);
  expect(ended.stderr).not.toMatch(/\n +at /);
  expect(ended.code).toBe(code);
});

test('control characters in what an extension says do nothing to the terminal', async () => {
  const says = 'fine\u001b[2J\u009b2J\r\n✓ forged';
  await using served = await serve(
    hook('BeforeClusterCreate', {}, () => proceed(says)),
    gate,
  );

  const [called, json, lived, verified] = await Promise.all([
    run('call', 'BeforeClusterCreate', ...served.endpoint),
    run('call', 'BeforeClusterCreate', ...served.endpoint, '-o', 'json'),
    run('lifecycle', ...served.endpoint, '--speed', 'max', '--patience', '60s'),
    run('verify', ...served.endpoint),
  ]);

  for (const { stdout } of [called, json, lived, verified]) expect(stdout).not.toMatch(/(?!\n)\p{Cc}|^✓ forged/mu);
  for (const { stdout } of [called, lived]) expect(stdout).toContain(String.raw`fine\u001b[2J\u009b2J\u000d\n✓ forged`);
  expect(JSON.parse(json.stdout).response.message).toBe(says);
});

test('control characters in an error do nothing either', async () => {
  await using served = await serve(hook('BeforeClusterCreate', {}, () => raw(JSON.stringify({ status: 'no\u001b[2J' }))));

  const { stderr, code } = await run('call', 'BeforeClusterCreate', ...served.endpoint);

  expect(stderr).toContain(String.raw`no\u001b[2J`);
  expect(stderr).not.toContain('\u001b');
  expect(code).toBe(1);
});

test('a certificate of an authority that was not given is told with the option that gives it', async () => {
  await using served = await serve(gate);

  const { code, stderr } = await run('call', 'Discovery', ...served.endpoint.slice(0, 2));

  expect(stderr).toMatch(/not trusted(.|\n)*--ca FILE/);
  expect(code).toBe(1);
});
