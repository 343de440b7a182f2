import { readFile } from 'node:fs/promises';
import { ConfigMapSync, configMapSync, SecretSync } from '@capstan/config-weaver';
import { freePorts, testEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { capstan } from './capstan-process.ts';

const read = (path: string) => readFile(new URL(`../operators/config-weaver/${path}`, import.meta.url), 'utf8');

interface Dashboard {
  readonly templating: { readonly list: readonly { readonly query: string }[] };
  readonly panels: readonly { readonly targets: readonly { readonly expr: string }[] }[];
}
interface Rules {
  readonly groups: readonly { readonly rules: readonly { readonly alert: string; readonly expr: string }[] }[];
}

/** Everything that the files ask Prometheus for. */
async function queries(): Promise<readonly string[]> {
  const dashboard = JSON.parse(await read('dashboards/config-weaver.json')) as Dashboard; // our own file
  const { groups } = parse(await read('alerts/config-weaver.yaml')) as Rules; // our own file
  return [
    ...dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
    ...dashboard.templating.list.flatMap(({ query }) => (query === 'prometheus' ? [] : query)),
    ...groups.flatMap(({ rules }) => rules.map(({ expr }) => expr)),
  ];
}

const metricsIn = (query: string) => query.match(/\b(capstan|controller_runtime|leader_election|workqueue)_\w+/g) ?? [];

/** The names under which a metric of a type is stored. */
const storedNames = (name: string, type: string) =>
  type === 'histogram' ? ['bucket', 'sum', 'count'].map((part) => `${name}_${part}`) : [name];

test('the dashboard and the alerts ask only for metrics that config-weaver has', async () => {
  await using env = await testEnv({ resources: [ConfigMapSync, SecretSync] });
  const [port = 0] = await freePorts(1);
  const address = ['--kubeconfig', env.kubeconfigPath, '--health', `127.0.0.1:${port}`];
  await using operator = capstan(['run', 'config-weaver', '--leader-elect', ...address]);
  await operator.until('running');
  const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const exposed = new Set(
    [...metrics.matchAll(/^# TYPE (\w+) (\w+)$/gm)].flatMap(([, name = '', type = '']) => storedNames(name, type)),
  );

  const asked = (await queries()).map((query) => ({ query, metrics: metricsIn(query) }));

  expect(asked.filter((one) => one.metrics.length === 0 || one.metrics.some((name) => !exposed.has(name)))).toEqual([]);
  expect(asked.length).toBeGreaterThan(15);
  for (const shown of [...new Set(asked.flatMap(({ query }) => query.match(/\w+\{name="[^"]+"\}/g) ?? []))])
    expect(metrics).toContain(shown); // under the very name that is asked for
});

test('the guide for administrators says what every alert means, and what every metric of its own counts', async () => {
  const guide = await readFile(new URL('../docs/config-weaver/admins.md', import.meta.url), 'utf8');
  const { groups } = parse(await read('alerts/config-weaver.yaml')) as Rules; // our own file
  const own = (await queries()).flatMap(metricsIn).filter((name) => name.startsWith('capstan_'));
  const named = (name: string) => guide.includes(`| \`${name.replace(/_bucket$/, '')}\` |`);

  expect(groups.flatMap(({ rules }) => rules.map(({ alert }) => alert)).filter((alert) => !named(alert))).toEqual([]);
  expect(own.filter((name) => !named(name))).toEqual([]);
});

test('every metric of config-weaver is asked for somewhere, and by no label that it does not have', async () => {
  const asked = await queries();
  const declared = Object.entries(configMapSync.definition.metrics ?? {});
  const unknownLabels = ([name, { labels = [] }]: (typeof declared)[number]) =>
    asked.filter((query) => query.includes(name) && labelsIn(query, name).some((label) => ![...labels, 'le'].includes(label)));

  expect(declared.filter(([name]) => !asked.some((query) => query.includes(name)))).toEqual([]);
  expect(declared.flatMap(unknownLabels)).toEqual([]);
});

/** Labels by which a query groups, or selects of one metric: beside it there may be others, with labels of their own. */
const labelsIn = (query: string, metric: string): readonly string[] => [
  ...[...query.matchAll(/by \(([^)]*)\)/g)].flatMap(([, names = '']) => names.split(', ')),
  ...[...query.matchAll(/(\w+)\{([^}]*)\}/g)]
    .filter(([, name = '']) => name.startsWith(metric))
    .flatMap(([, , selected = '']) => [...selected.matchAll(/(\w+)[=!]~?"/g)].map(([, label = '']) => label)),
];
