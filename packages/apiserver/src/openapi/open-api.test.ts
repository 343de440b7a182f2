import { expect, test } from 'vitest';
import { servedCustomKind } from '../custom-resources/served-custom-kind.ts';
import { loadBuiltInKinds } from '../resources/built-in-kinds.ts';
import type { KindRegistry, ServedKind } from '../resources/served-kind.ts';
import { createOpenApi } from './open-api.ts';

const builtIn = loadBuiltInKinds();
const registryOf = (kinds: readonly ServedKind[], version = 1): KindRegistry => ({
  version,
  kinds,
  find: () => undefined,
  findKind: () => undefined,
});

const widgets = (spec: object): ServedKind => {
  const kind = servedCustomKind({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'widgets.ex.io', uid: 'u', resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z' },
    spec: {
      group: 'ex.io',
      scope: 'Namespaced',
      names: { plural: 'widgets', kind: 'Widget' },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object', description: 'A widget.', properties: { spec } } },
          subresources: { status: {} },
        },
      ],
    },
    status: { conditions: [{ type: 'Established', status: 'True' }] },
  });
  if (!kind) throw new Error('not established');
  return kind;
};

interface PatchOperation {
  readonly operationId: string;
  readonly parameters: readonly { readonly name: string }[];
  readonly requestBody: { readonly content: object };
}

function patchOf({ paths }: Document, path: string): PatchOperation {
  const operation = paths[path]?.['patch'];
  if (!operation) throw new Error(`no patch at ${path}`);
  return operation as unknown as PatchOperation; // the tests look at these fields
}

interface Document {
  readonly paths: Record<string, Record<string, Record<string, unknown>>>;
  readonly components: { readonly schemas: Record<string, Record<string, unknown>> };
  readonly definitions: Record<string, object>;
}

function read(path: string, kinds = builtIn): Document {
  const answer = createOpenApi({ registry: registryOf(kinds) }).respond(path, null, undefined);
  if (answer?.type !== 'document') throw new Error(`no document at ${path}`);
  return JSON.parse(answer.body.toString()) as Document; // the tests look at single fields
}

test('the index names every group and version with the hash of its document', () => {
  const openApi = createOpenApi({ registry: registryOf(builtIn) });
  const { paths } = read('/openapi/v3') as unknown as { paths: Record<string, { serverRelativeURL: string }> };
  const url = new URL(paths['apis/apps/v1']?.serverRelativeURL ?? '', 'http://x');

  const answer = openApi.respond(url.pathname, url.searchParams.get('hash'), undefined);

  expect(Object.keys(paths)).toContain('api/v1');
  expect(answer).toMatchObject({ type: 'document', immutable: true, etag: `"${url.searchParams.get('hash')}"` });
});

test('a document under an old hash redirects to the new one', () => {
  expect(createOpenApi({ registry: registryOf(builtIn) }).respond('/openapi/v3/api/v1', 'OLD', undefined)).toEqual({
    type: 'redirect',
    location: expect.stringMatching(/^\/openapi\/v3\/api\/v1\?hash=[0-9A-F]{128}$/),
  });
});

test('every reference of every document leads to a schema in it', () => {
  const openApi = createOpenApi({ registry: registryOf([...builtIn, widgets({ type: 'object' })]) });
  const index = read('/openapi/v3', [...builtIn, widgets({ type: 'object' })]);
  let references = 0;

  for (const path of Object.keys(index.paths)) {
    const answer = openApi.respond(`/openapi/v3/${path}`, null, undefined);
    const text = answer?.type === 'document' ? answer.body.toString() : '';
    const { components } = JSON.parse(text) as Document;
    for (const [, name = ''] of text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      expect(components.schemas, `${path}: ${name}`).toHaveProperty([name]);
      references += 1;
    }
  }

  expect(references).toBeGreaterThan(1000);
});

test('a patch operation names its kind and the parameters by which kubectl sees that the server validates', () => {
  const patch = patchOf(read('/openapi/v3/apis/apps/v1'), '/apis/apps/v1/namespaces/{namespace}/deployments/{name}');

  expect(patch).toMatchObject({
    operationId: 'patchAppsV1NamespacedDeployment',
    'x-kubernetes-group-version-kind': { group: 'apps', version: 'v1', kind: 'Deployment' },
  });
  expect(patch.parameters.map(({ name }) => name)).toEqual(['dryRun', 'fieldManager', 'fieldValidation', 'force']);
  expect(Object.keys(patch.requestBody.content)).toContain('application/strategic-merge-patch+json');
});

test('a built-in schema names its kind, and its lists their merge keys', () => {
  const { schemas } = read('/openapi/v3/apis/apps/v1').components;

  expect(schemas['io.k8s.api.apps.v1.Deployment']?.['x-kubernetes-group-version-kind']).toEqual([
    { group: 'apps', version: 'v1', kind: 'Deployment' },
  ]);
  expect(schemas['io.k8s.api.core.v1.PodSpec']).toMatchObject({
    properties: {
      containers: {
        items: { $ref: '#/components/schemas/io.k8s.api.core.v1.Container' },
        'x-kubernetes-patch-merge-key': 'name',
        'x-kubernetes-patch-strategy': 'merge',
      },
    },
  });
});

test('a custom kind keeps its descriptions and has no strategic patch', () => {
  const spec = { type: 'object', description: 'What is wanted.', properties: { n: { type: 'integer', default: 1 } } };
  const document = read('/openapi/v3/apis/ex.io/v1', [...builtIn, widgets(spec)]);
  const patch = patchOf(document, '/apis/ex.io/v1/namespaces/{namespace}/widgets/{name}');
  const { components } = document;

  expect(components.schemas['io.ex.v1.Widget']).toMatchObject({
    description: 'A widget.',
    properties: { spec, metadata: { allOf: [{ $ref: '#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta' }] } },
    'x-kubernetes-group-version-kind': [{ group: 'ex.io', version: 'v1', kind: 'Widget' }],
  });
  expect(components.schemas['io.ex.v1.WidgetList']).toMatchObject({
    properties: { items: { items: { $ref: '#/components/schemas/io.ex.v1.Widget' } } },
  });
  expect(Object.keys(patch.requestBody.content)).toEqual([
    'application/apply-patch+yaml',
    'application/json-patch+json',
    'application/merge-patch+json',
  ]);
});

test('an embedded resource is published with the fields that every resource has', () => {
  const spec = { type: 'object', 'x-kubernetes-embedded-resource': true, 'x-kubernetes-preserve-unknown-fields': true };
  const { schemas } = read('/openapi/v3/apis/ex.io/v1', [...builtIn, widgets(spec)]).components;

  expect(schemas['io.ex.v1.Widget']).toMatchObject({
    properties: { spec: { required: ['kind', 'apiVersion'], properties: { kind: { type: 'string' } } } },
  });
});

test('only a changed document gets a new hash', () => {
  const registry = { ...registryOf([...builtIn, widgets({ type: 'object' })]) };
  const openApi = createOpenApi({ registry });
  const etags = () =>
    ['api/v1', 'apis/ex.io/v1'].map((path) => {
      const answer = openApi.respond(`/openapi/v3/${path}`, null, undefined);
      return answer?.type === 'document' ? answer.etag : '';
    });
  const before = etags();

  Object.assign(registry, registryOf([...builtIn, widgets({ type: 'object', description: 'new' })], 2));
  const after = etags();

  expect(after[0]).toBe(before[0]);
  expect(after[1]).not.toBe(before[1]);
});

test('version 2 has the definitions as JSON; a client that takes protobuf alone is refused', () => {
  const openApi = createOpenApi({ registry: registryOf(builtIn) });

  expect(read('/openapi/v2').definitions).toHaveProperty(['io.k8s.api.core.v1.Pod']);
  expect(() => openApi.respond('/openapi/v2', null, 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf')).toThrow(
    'Not Acceptable',
  );
});

test('an unknown path has no document', () => {
  expect(createOpenApi({ registry: registryOf(builtIn) }).respond('/openapi/v3/apis/nope/v1', null, undefined)).toBeUndefined();
});
