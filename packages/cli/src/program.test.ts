import { execFile } from 'node:child_process';
import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { program } from './program.ts';

const main = new URL('./main.ts', import.meta.url).pathname;

function run(...args: readonly string[]) {
  const env = { PATH: process.env['PATH'], HOME: '/nowhere' };
  return new Promise<{ readonly code: number; readonly stderr: string }>((resolve) => {
    const all = ['--conditions=@capstan/source', main, ...args];
    const child = execFile(process.execPath, all, { env }, (_error, _stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, stderr }),
    );
  });
}

const allOf = (command: Command): readonly Command[] => [command, ...command.commands.flatMap(allOf)];

test('help shows defaults as they are typed', () => {
  const help = allOf(program()).map((command) => command.helpInformation().replace(/\s+/g, ' '));

  expect(help.filter((text) => /default: (\{|\[|"")/.test(text))).toEqual([]);
  expect(help.join()).toContain('port 0 picks a free one (default: 127.0.0.1:6443)');
});

test.each<[string, readonly string[], RegExp]>([
  ['an unknown option', ['up', '--bogus'], /unknown option '--bogus'\n\(run 'capstan up --help'/],
  ['an argument that is missing, two commands down', ['readiness', 'show'], /'report'\n\(run 'capstan readiness show --help'/],
  [
    'a namespace that cannot be',
    ['manifests', 'config-weaver', '-n', 'Bad NS'],
    /'Bad NS' is invalid\. a lowercase RFC 1123 label/,
  ],
  ['an image without a name', ['manifests', 'config-weaver', '--image', ''], /'' is invalid\. write it as \[REGISTRY\/\]NAME/],
  ['a build with a tag', ['dev', '--image', 'localhost:5001/a:1'], /write it as \[REGISTRY\/\]NAME without a tag/],
  [
    'an address for what is served elsewhere',
    ['dev', 'operators/lifecycle-sample', '--image', 'a', '--listen', '127.0.0.1:9443'],
    /--listen is about serving from here, which --image does not do\nLeave out --listen/,
  ],
  [
    'a life that nobody plays',
    ['dev', 'operators/lifecycle-sample', '--image', 'a', '--no-lifecycle'],
    /--no-lifecycle is about serving/,
  ],
  [
    'a namespace of nothing',
    ['dev', 'operators/lifecycle-sample', '-n', 'a'],
    /--namespace is about a Deployment, and nothing is/,
  ],
  [
    'an upgrade of a life that nobody plays',
    ['dev', 'operators/lifecycle-sample', '--no-lifecycle', '--to', 'v1.40.0'],
    /--to is about the simulated cluster, which is not played with --no-lifecycle\nLeave out --to, or --no-lifecycle/,
  ],
  [
    'an upgrade of a life that another cluster lives',
    ['dev', 'operators/lifecycle-sample', '--kubeconfig', '/no', '--to', 'v1.40.0'],
    /--to is about the simulated cluster, which is not played with --kubeconfig\n/,
  ],
  ['a name for no host', ['up', '--tls-san', 'b a d'], /'b a d' is invalid\. a lowercase RFC 1123 subdomain/],
  ['a certificate for no host', ['run', 'lifecycle-sample', '--certificate-name', ''], /'' is invalid\. a lowercase RFC 1123/],
  ['a Lease nowhere', ['run', 'config-weaver', '--leader-election-namespace', ''], /'' is invalid\. a lowercase RFC 1123 label/],
  ['the syncs of no namespace', ['weaver', 'status', '-n', 'A'], /'A' is invalid\. a lowercase RFC 1123 label/],
  ['the clusters of no namespace', ['readiness', 'list', '-n', 'A'], /'A' is invalid\. a lowercase RFC 1123 label/],
  [
    'a project below /proc',
    ['init', 'extension', 'gates', '--dir', '/proc/gates'],
    /cannot make the folder \/proc\/gates: ENOENT[^,]*\nName/,
  ],
  ['a data folder that is a file', ['up', '--data-dir', main], /main\.ts is a file, not a folder\nName another one/],
  ['a plan of nothing', ['weaver', 'plan', '-f', '/dev/null'], /\/dev\/null holds no sync\nName a file/],
  ['manifests that are not there', ['weaver', 'convert', '-f', '/no.yaml'], /cannot read \/no\.yaml: ENOENT: [^,]*\nName a file/],
])('%s is told in a sentence, with the way out', async (_name, args, message) => {
  const { code, stderr } = await run(...args);

  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(/\n +at /);
  expect(code).toBe(1);
});
