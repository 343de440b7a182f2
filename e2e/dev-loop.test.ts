import { mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { callHook, clusterApiCrds, ExtensionConfig, endpointOf, type HookBody, type HookEndpoint } from '@capstan/capi';
import { CustomResourceDefinition } from '@capstan/schema';
import { freePorts, testEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import { type CapstanProcess, capstan, capstanOnce } from './capstan-process.ts';
import { attach } from './debugger.ts';
import { saveWhole } from './save-whole.ts';

const cache = new URL('../.cache/', import.meta.url).pathname;

interface Project extends AsyncDisposable {
  readonly folder: string;
  /** Where the extension is served. */
  readonly listen: string;
  /** Writes the extension so that it answers this. */
  answer(message: string): Promise<void>;
  write(source: string): Promise<void>;
  dev(...args: readonly string[]): CapstanProcess;
  /** The same, to its own end. */
  devOnce(...args: readonly string[]): ReturnType<typeof capstanOnce>;
  /** The endpoint, with the authority that the loop keeps. */
  endpoint(): Promise<HookEndpoint>;
}

/** An extension of its own, inside the repository so that it finds the packages. */
async function project(): Promise<Project> {
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'dev-loop-'));
  const [port] = await freePorts(1);
  const listen = `127.0.0.1:${port}`;
  const write = (source: string) => saveWhole(join(folder, 'extension.ts'), source);
  const dataDir = join(folder, '.capstan');
  const shared = [folder, '--listen', listen, '--data-dir', dataDir];
  return {
    folder,
    listen,
    write,
    answer: (message) => write(sourceThatAnswers(message)),
    dev: (...args) => capstan(['dev', ...shared, ...args]),
    devOnce: (...args) => capstanOnce(['dev', ...shared, ...args]),
    endpoint: async () => {
      const caBundle = await readFile(join(dataDir, 'dev', folder.slice(folder.lastIndexOf('/') + 1), 'ca.crt'), 'utf8');
      return { url: `https://${listen}`, caBundle };
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

function sourceThatAnswers(message: string): string {
  return `import { extension, hook, proceed } from '@capstan/capi';
interface Said { readonly message: string }
const said: Said = { message: ${JSON.stringify(message)} };
const gate = hook('BeforeClusterCreate', {}, () => {
  return proceed(said.message);
});
export const gates = extension({ name: 'gates', handlers: [gate] });
`;
}

async function ask(endpoint: HookEndpoint): Promise<string | undefined> {
  const cluster = { apiVersion: 'cluster.x-k8s.io/v1beta2', kind: 'Cluster', metadata: { name: 'web', namespace: 'default' } };
  const request = { cluster } as unknown as HookBody<'BeforeClusterCreate'>; // as much of one as the handler looks at
  const { message } = await callHook(endpoint, { hook: 'BeforeClusterCreate', handler: 'before-cluster-create', request });
  return message;
}

test('a save is answered with the new code within a second, by the same certificate', async () => {
  await using made = await project();
  await made.answer('one');
  await using dev = made.dev('--no-lifecycle');
  await dev.until('watching');
  const endpoint = await made.endpoint();
  const first = await ask(endpoint);

  const saved = performance.now();
  await made.answer('two');
  await dev.until('extension.ts: ready in');
  const second = await ask(endpoint);
  const ms = performance.now() - saved;

  console.log(`a save is answered with the new code after ${Math.round(ms)} ms (budget: 1000 ms)`);
  expect([first, second]).toEqual(['one', 'two']);
  expect((await stat(join(made.folder, '.capstan/dev'))).mode & 0o077).toBe(0);
  expect((await dev.end()).code).toBe(0);
});

test('a mistake is shown with its place while the build before goes on answering', async () => {
  await using made = await project();
  await made.answer('sound');
  await using dev = made.dev('--no-lifecycle');
  await dev.until('watching');

  await made.write('export const broken: = 1;\n');
  const complaint = await dev.until('waiting for the next change');
  const meanwhile = await ask(await made.endpoint());
  await made.write('throw new TypeError("no such gate");\n');
  const second = await dev.until('extension.ts:1:7');
  await made.answer('mended');
  await dev.until('extension.ts: ready in');

  expect(complaint).toMatch(/extension\.ts:1\n/);
  expect(complaint).toContain('the build before goes on answering');
  expect(second).toMatch(/TypeError: no such gate\n\s+at .*extension\.ts:1/);
  expect(meanwhile).toBe('sound');
  expect(await ask(await made.endpoint())).toBe('mended');
});

test('the life of a cluster is played after each start, the second time only what is different', async () => {
  await using made = await project();
  await made.answer('');
  await using dev = made.dev();
  const first = await dev.until('completed: ');

  await made.answer('quota is there');
  const both = await dev.until('+ ');

  expect(first).toMatch(/BeforeClusterCreate +proceeds\n/);
  expect(both.slice(first.length)).toMatch(/- BeforeClusterCreate +proceeds\n/);
  expect(await dev.until('+ BeforeClusterCreate')).toMatch(/\+ BeforeClusterCreate +proceeds: quota is there/);
});

test('with a kubeconfig the management cluster is told where to call, from start to end', async () => {
  await using env = await testEnv();
  const registered = () => env.client.find(ExtensionConfig, { name: 'gates' });
  for (const crd of clusterApiCrds({ groups: ['runtime.cluster.x-k8s.io'] }))
    await env.client.apply(CustomResourceDefinition, crd as never, { force: true }); // manifests are plain JSON
  await expect.poll(() => registered().catch(String)).toBeUndefined(); // it is there a moment before it is served
  await using made = await project();
  await made.answer('one');
  await using dev = made.dev('--kubeconfig', env.kubeconfigPath);
  await dev.until('watching');
  const before = await registered();

  await made.answer('two');
  await dev.until('extension.ts: ready in');
  const after = await registered();
  const answer = await ask(endpointOf(after?.spec.clientConfig ?? {}));
  const { code } = await dev.end();

  expect(before?.spec.clientConfig.url).toBe(`https://${made.listen}`);
  expect(after?.metadata.uid).toBe(before?.metadata.uid);
  expect(after?.spec.clientConfig).toEqual(before?.spec.clientConfig);
  expect(answer).toBe('two');
  expect(code).toBe(0);
  expect(await registered()).toBeUndefined();
});

test('a cluster without Cluster API is told apart, with the way out', async () => {
  await using env = await testEnv({ controlPlane: 'embedded' }); // a real one is shared, and may have it from another test
  await using made = await project();
  await made.answer('one');
  const { code, output } = await made.devOnce('--kubeconfig', env.kubeconfigPath);

  expect(code).toBe(1);
  expect(output).toContain('the cluster does not know ExtensionConfigs');
  expect(output).toContain('feature gate RuntimeSDK');
});

const mistakes: readonly (readonly [string, readonly string[], RegExp])[] = [
  ['a kubeconfig that is not there', ['--kubeconfig', '/nope'], /error: \/nope: no such file\n/],
  ['an address that Cluster API does not call', ['--url', 'http://x'], /'http:\/\/x' is invalid\. write it as https:\/\//],
  ['an address for no cluster', ['--url', 'https://x'], /--url is about a management cluster, and --kubeconfig names none\nName/],
  ['an address for an image', ['--url', 'https://x', '--image', 'x'], /--url is about serving from here.*\nLeave out/],
  ['a folder to watch that is not there', ['--watch', '/nope'], /--watch \/nope: there is no such folder\nName/],
];

test.each(mistakes)('%s ends it at once, whatever the source is like', async (_what, args, message) => {
  await using made = await project();
  await made.write('this is no source\n');

  const { code, output } = await made.devOnce(...args);

  expect(output).toMatch(message);
  expect(output).not.toMatch(/waiting for the next change|\n\s+at /);
  expect(code).toBe(1);
});

test('a port that is taken ends it with the way out, and so does that of the inspector', async () => {
  await using made = await project();
  await made.answer('one');
  await using first = made.dev('--no-lifecycle');
  await first.until('watching');

  const served = await made.devOnce('--no-lifecycle');
  const inspected = await made.devOnce('--listen', '127.0.0.1:0', '--inspect', made.listen);

  expect(served).toMatchObject({
    code: 1,
    output: expect.stringContaining(`cannot listen on ${made.listen}: EADDRINUSE\nListen`),
  });
  expect(inspected).toMatchObject({
    code: 1,
    output: expect.stringContaining(`cannot open the inspector on ${made.listen}\nEnd`),
  });
});

test('with --inspect a breakpoint in TypeScript holds where it was set, also in the build after', async () => {
  await using made = await project();
  const [port = 0] = await freePorts(1);
  await made.answer('one');
  await using dev = made.dev('--no-lifecycle', '--inspect', String(port));
  await dev.until('watching');
  const stopAndAsk = async () => {
    using debug = await attach(port);
    await debug.breakAt(join(made.folder, 'extension.ts'), 5);
    const asking = ask(await made.endpoint());
    const stopped = await debug.paused();
    await debug.resume();
    return { ...stopped, answer: await asking };
  };

  const first = await stopAndAsk();
  await made.answer('two');
  await dev.until('extension.ts: ready in');
  const second = await stopAndAsk();

  const url = `file://${join(made.folder, 'extension.ts')}`;
  expect([first, second]).toEqual([
    { url, line: 5, answer: 'one' },
    { url, line: 5, answer: 'two' },
  ]);
});

test('what is no extension is refused in a sentence', async () => {
  await using made = await project();
  const empty = await capstanOnce(['dev', made.folder]);
  await made.write('export const answer = 42;\n');
  await using exportsNone = made.dev();
  const missing = await capstanOnce(['dev', 'no/such/folder']);
  const document = await capstanOnce(['dev', 'README.md']);

  expect(empty).toMatchObject({ code: 1, output: expect.stringContaining('none of src/extension.ts, extension.ts') });
  expect(await exportsNone.until('nothing answers')).toContain('exports no extension, but answer');
  expect(missing).toMatchObject({ code: 1, output: expect.stringContaining('there is no no/such/folder') });
  expect(document).toMatchObject({ code: 1, output: expect.stringContaining('README.md is no module') });
});

test('an image without docker or podman is refused before anything else', async () => {
  await using made = await project();
  await made.answer('one');

  const { code, output } = await capstanOnce(['dev', made.folder, '--image', 'localhost:5001/gates'], { env: { PATH: '' } });

  expect(code).toBe(1);
  expect(output).toContain('--image needs docker or podman');
});
