import { readFile } from 'node:fs/promises';
import { ConfigMapSync } from '@capstan/config-weaver';
import { expect, test } from 'vitest';
import { temporaryFolder } from './capstan-process.ts';
import { parseGuide } from './guides/parse-guide.ts';
import { notPrinted, runGuide } from './guides/run-guide.ts';
import { clusterThatRunsWeaver, clusterWithWeaver } from './guides/weaver-cluster.ts';
import { kubectlMissing } from './kubectl.ts';

const guide = (path: string) => readFile(new URL(`../docs/${path}`, import.meta.url), 'utf8');
const isMissing = kubectlMissing !== undefined;
const timeout = 240_000;

test.skipIf(isMissing)('config-weaver for tenants: every command does and prints what the guide says', { timeout }, async () => {
  const steps = parseGuide(await guide('config-weaver/tenants.md'));
  await using folder = await temporaryFolder();
  await using cluster = await clusterWithWeaver(folder.path);

  await runGuide(steps, folder.path, cluster.env);

  expect(steps.filter(({ type }) => type === 'command').length).toBeGreaterThan(40);
});

test.skipIf(isMissing)(
  'config-weaver for administrators: every command does and prints what the guide says',
  { timeout },
  async () => {
    const steps = parseGuide(await guide('config-weaver/admins.md'));
    await using folder = await temporaryFolder();
    await using cluster = await clusterThatRunsWeaver(folder.path);

    await runGuide(steps, folder.path, cluster.env);

    expect(steps.filter(({ type }) => type === 'command').length).toBeGreaterThan(20);
  },
);

test('the guide for tenants says what to do about every reason that a sync or a target may give', async () => {
  const text = await guide('config-weaver/tenants.md');
  const status = ConfigMapSync.schema.properties?.['status'];
  const reasons = status?.properties?.['targets']?.items?.properties?.['reason']?.enum ?? [];
  const explained = (kind: string) =>
    new Set(rowsOf(text, kind).flatMap((row) => [...row.matchAll(/`(\w+)`/g)].map(([, name]) => name)));

  expect(reasons.filter((reason) => !explained('a target').has(String(reason)))).toEqual([]);
  expect(ConfigMapSync.conditions.Ready.filter((reason) => !explained('Ready').has(reason))).toEqual([]);
});

/** The rows of the table of reasons that are about a kind of thing: their second cell. */
const rowsOf = (text: string, kind: string) =>
  text
    .split('\n')
    .filter((line) => line.startsWith(`| ${kind} |`))
    .map((line) => line.split('|')[2] ?? '');

const oneCommand = (command: string, shown: string, info = 'console') =>
  parseGuide(`\`\`\`${info}\n$ ${command}\n${shown}\n\`\`\``);

test('a guide whose command fails, or prints something else than it shows, is told with the line', async () => {
  await using folder = await temporaryFolder();
  const run = (steps: ReturnType<typeof parseGuide>) => runGuide(steps, folder.path, process.env);

  await run(oneCommand('echo one', 'one'));
  await run(oneCommand('false', '', 'console refused'));
  await expect(run(oneCommand('echo one', 'two'))).rejects.toThrow(/did not print "two", line 2: echo one\none/);
  await expect(run(oneCommand('false', ''))).rejects.toThrow(/exit code 1, line 2: false/);
  await expect(run(oneCommand('true', '', 'console refused'))).rejects.toThrow(/was not refused, line 2: true/);
});

test('ages, times and column widths may differ from what a guide shows, other words and their order may not', () => {
  const printed = 'NAME   AGE\napp    12s\nweb    3m2s\n';

  expect(notPrinted(['NAME  AGE', 'app   0s', '...', 'web   1s'], printed)).toBeUndefined();
  expect(notPrinted(['api   0s'], printed)).toBe('api   0s');
  expect(notPrinted(['web   0s', 'app   0s'], printed)).toBe('app   0s');
});
