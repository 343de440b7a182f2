import { apiVersionOf } from '@capstan/schema';
import { expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { recorded, recordedPlugin, sampleRun } from '../test-support/sample-run.ts';
import { parsePlugin } from './plugin-definition.ts';
import type { RunObject } from './run-object.ts';
import { runObjects } from './run-objects.ts';

const documents = (name: string) =>
  parseAllDocuments(recorded(name))
    .map((document) => document.toJS())
    .filter((value) => value !== null);

/** As Sonobuoy would have made it: without what marks it as ours. */
function plain({ resource, object }: RunObject) {
  const { metadata, ...rest } = structuredClone(object) as { metadata: { annotations?: object } }; // each of them has it
  delete metadata.annotations;
  return { apiVersion: apiVersionOf(resource), kind: resource.kind, metadata, ...rest };
}

const names = (objects: readonly { kind: string; metadata: { name: string } }[]) =>
  objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`);

test('a run of cluster-admin makes the objects that stock Sonobuoy made, in its order', () => {
  const made = runObjects(sampleRun()).map(plain);

  const stored = documents('created-objects.yaml');
  expect(names(made as never)).toEqual(names(stored));
  made.forEach((object, index) => {
    expect(withoutAdmission(stored[index])).toMatchObject(withoutText(object));
  });
});

test('config.json is that of stock Sonobuoy to the byte', () => {
  const config = runObjects(sampleRun()).find(({ ref }) => ref.name === 'sonobuoy-config-cm');

  const [, stored] = /config.json: '(.*)'/.exec(recorded('created-objects.yaml')) ?? [];
  expect(config?.object).toMatchObject({ data: { 'config.json': stored } });
});

test('less than cluster-admin makes the roles that stock Sonobuoy makes', () => {
  const namespaceOnly = runObjects(sampleRun({ permissions: 'NamespaceAdmin', namespace: 'other' })).map(plain);
  const reading = runObjects(sampleRun({ permissions: 'ClusterRead' })).map(plain);

  expect(namespaceOnly.slice(1).map(withParsedPlugins)).toEqual(documents('namespace-admin.yaml').map(withParsedPlugins));
  expect(reading.slice(1).map(withParsedPlugins)).toEqual(documents('cluster-read.yaml').map(withParsedPlugins));
});

test('plugins are sorted, filled in and given their ConfigMaps as stock Sonobuoy does', () => {
  const second = parsePlugin(recorded('second-plugin.yaml'), 'zeta');

  const made = runObjects(sampleRun({ plugins: [second, recordedPlugin()] })).map(plain);

  const stored = documents('two-plugins.yaml').map(withParsedPlugins);
  const podSpec = stored.flatMap((object) => (object.data?.['plugin-1.yaml'] ? [object.data['plugin-1.yaml'].podSpec] : []))[0];
  delete podSpec.containers; // it writes a null there
  expect(made.map(withParsedPlugins)).toEqual(stored);
});

test('a definition that stock Sonobuoy or we cannot run is refused with the field and what may be there', () => {
  const broken = (text: string) => () => parsePlugin(text, 'e2e');

  expect(broken('{')).toThrow('the definition of plugin "e2e" is not valid: it is not YAML');
  expect(broken('sonobuoy-config: {plugin-name: other}')).toThrow('sonobuoy-config.plugin-name is "other"');
  expect(broken('sonobuoy-config: {plugin-name: e2e, driver: Deployment}\nspec: {image: x}')).toThrow('driver is "Deployment"');
  expect(broken('sonobuoy-config: {plugin-name: e2e, driver: Job, result-format: xml}\nspec: {image: x}')).toThrow(
    'result-format is "xml"',
  );
  expect(broken('sonobuoy-config: {plugin-name: e2e, driver: Job}\nspec: {}')).toThrow('spec.image is missing');
});

test('an environment asked for is added, and what Sonobuoy sets wins', () => {
  const run = sampleRun({ environment: { 'op-readiness': { E2E_FOCUS: 'a|b', SONOBUOY: 'no' } } });

  const object = runObjects(run).find(({ ref }) => ref.name === 'sonobuoy-plugins-cm')?.object as {
    data: Record<string, string>;
  };

  const { env } = parse(object.data['plugin-0.yaml'] ?? '').spec;
  expect(env).toContainEqual({ name: 'E2E_FOCUS', value: 'a|b' });
  expect(env).toContainEqual({ name: 'SONOBUOY', value: 'true' });
});

// biome-ignore lint/suspicious/noExplicitAny: YAML of any kind, compared as it is
function withParsedPlugins(object: any): any {
  const { data } = object;
  if (!data || data['config.json']) return object;
  const parsed = Object.entries(data).map(([key, text]) => [key, key.startsWith('plugin-') ? parse(String(text)) : text]);
  return { ...object, data: Object.fromEntries(parsed) };
}

/** kube-apiserver's admission adds tolerations to every pod. */
function withoutAdmission(object: { spec?: { tolerations?: readonly { tolerationSeconds?: number }[] } }): object {
  const tolerations = object.spec?.tolerations?.filter(({ tolerationSeconds }) => tolerationSeconds === undefined);
  return tolerations ? { ...object, spec: { ...object.spec, tolerations } } : object;
}

/** The texts of ConfigMaps are compared by what they say. */
function withoutText(object: object): object {
  return 'data' in object ? { ...object, data: expect.anything() } : object;
}
