import { expect, expectTypeOf, test } from 'vitest';
import {
  type ApplyOf,
  type Condition,
  ConfigMap,
  defineResource,
  type IndexOf,
  type InputOf,
  type ObjectOf,
  type ReasonsOf,
  SchemaError,
  Secret,
  t,
} from './index.ts';

const ConfigMapSync = defineResource({
  group: 'weaver.capstan.dev',
  version: 'v1alpha1',
  kind: 'ConfigMapSync',
  scope: 'Namespaced',
  shortNames: ['cms'],
  spec: t
    .object({
      source: t.object({ name: t.string({ minLength: 1, maxLength: 253 }) }),
      targets: t.mapList(t.object({ namespace: t.string(), name: t.string().optional() }), 'namespace'),
      deletionPolicy: t.enum(['Delete', 'Orphan'], { default: 'Delete' }),
      serviceAccountName: t.string({ default: 'default' }),
    })
    .rule('self.targets.size() > 0', 'name at least one target'),
  status: t.object({ syncedTargets: t.integer() }),
  conditions: {
    Ready: ['Synced', 'SourceNotFound', 'TargetRefused'],
    SourceFound: ['Found', 'NotFound'],
  },
  indexes: { source: (s) => [`${s.metadata.namespace}/${s.spec.source.name}`] },
  printerColumns: [{ name: 'Source', type: 'string', jsonPath: '.spec.source.name' }],
});
type ConfigMapSync = ObjectOf<typeof ConfigMapSync>;

test('the type of an object is what the server answers, deeply readonly', () => {
  expectTypeOf<ConfigMapSync['spec']>().toEqualTypeOf<{
    readonly source: { readonly name: string };
    readonly targets: readonly { readonly namespace: string; readonly name?: string }[];
    readonly deletionPolicy: 'Delete' | 'Orphan';
    readonly serviceAccountName: string;
  }>();
  expectTypeOf<NonNullable<ConfigMapSync['status']>['syncedTargets']>().toEqualTypeOf<number | undefined>();
  expectTypeOf<NonNullable<NonNullable<ConfigMapSync['status']>['conditions']>[number]>().toEqualTypeOf<
    Condition<'Ready' | 'SourceFound', 'Synced' | 'SourceNotFound' | 'TargetRefused' | 'Found' | 'NotFound'>
  >();
  expectTypeOf<ReasonsOf<typeof ConfigMapSync>['SourceFound'][number]>().toEqualTypeOf<'Found' | 'NotFound'>();
  expectTypeOf<IndexOf<typeof ConfigMapSync>>().toEqualTypeOf<'source'>();
  const change = (sync: ConfigMapSync) => {
    // @ts-expect-error objects are readonly
    sync.spec.serviceAccountName = 'x';
  };
  expect(change).toBeTypeOf('function');
});

test('what create takes may leave out defaulted and optional fields, and nothing else', () => {
  const input: InputOf<typeof ConfigMapSync> = {
    metadata: { name: 'app' },
    spec: { source: { name: 'app' }, targets: [{ namespace: 'b', name: undefined }] },
  };
  // @ts-expect-error targets is required
  const wrong: InputOf<typeof ConfigMapSync> = { spec: { source: { name: 'app' } } };
  const partial: ApplyOf<typeof ConfigMapSync> = { metadata: { name: 'app' }, spec: { deletionPolicy: 'Orphan' } };

  expect([input, wrong, partial]).toHaveLength(3);
});

test('two kinds of the same shape are different types', () => {
  const onlyConfigMaps = (resource: typeof ConfigMap) => resource.kind;

  expect(onlyConfigMaps(ConfigMap)).toBe('ConfigMap');
  // @ts-expect-error a Secret is not a ConfigMap
  expect(onlyConfigMaps(Secret)).toBe('Secret');
});

test('the CRD has names, schema, defaults, rules, columns and the status subresource', () => {
  const { metadata, spec } = ConfigMapSync.crd();

  expect(metadata.name).toBe('configmapsyncs.weaver.capstan.dev');
  expect(spec).toMatchObject({
    group: 'weaver.capstan.dev',
    scope: 'Namespaced',
    names: {
      plural: 'configmapsyncs',
      singular: 'configmapsync',
      kind: 'ConfigMapSync',
      listKind: 'ConfigMapSyncList',
      shortNames: ['cms'],
    },
    versions: [
      {
        name: 'v1alpha1',
        served: true,
        storage: true,
        subresources: { status: {} },
        additionalPrinterColumns: [{ name: 'Source', type: 'string', jsonPath: '.spec.source.name' }],
        schema: {
          openAPIV3Schema: {
            required: ['spec'],
            properties: {
              spec: {
                required: ['source', 'targets'],
                'x-kubernetes-validations': [{ rule: 'self.targets.size() > 0', message: 'name at least one target' }],
                properties: {
                  deletionPolicy: { type: 'string', enum: ['Delete', 'Orphan'], default: 'Delete' },
                  targets: { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['namespace'] },
                },
              },
              status: {
                properties: { syncedTargets: { type: 'integer' }, conditions: { 'x-kubernetes-list-map-keys': ['type'] } },
              },
            },
          },
        },
      },
    ],
  });
});

test('parse drops unknown fields, fills in defaults and leaves its input alone', () => {
  const input = {
    apiVersion: 'weaver.capstan.dev/v1alpha1',
    kind: 'ConfigMapSync',
    metadata: { name: 'app' },
    spec: { source: { name: 'app', extra: 1 }, targets: [{ namespace: 'b' }] },
  };

  const parsed = ConfigMapSync.parse(input);

  expect(parsed.spec).toEqual({
    source: { name: 'app' },
    targets: [{ namespace: 'b' }],
    deletionPolicy: 'Delete',
    serviceAccountName: 'default',
  });
  expect(input.spec.source).toHaveProperty('extra');
});

test('parse lists every field that is wrong', () => {
  const parse = () => ConfigMapSync.parse({ spec: { source: { name: '' }, targets: 'b', deletionPolicy: 'Keep' } });

  expect(parse).toThrow(SchemaError);
  expect(
    ConfigMapSync.validate({ spec: { source: { name: '' }, targets: 'b', deletionPolicy: 'Keep' } }).map(({ field }) => field),
  ).toEqual(['spec.source.name', 'spec.targets', 'spec.deletionPolicy']);
});

test('other libraries can validate with it', () => {
  const { validate, vendor } = ConfigMapSync['~standard'];

  expect(vendor).toBe('capstan');
  expect(validate({ spec: { source: { name: 'a' }, targets: [{}] } })).toEqual({
    issues: [{ message: 'Required value', path: ['spec', 'targets', 0, 'namespace'] }],
  });
});

const definition = {
  group: 'demo.example.com',
  version: 'v1',
  kind: 'Paint',
  scope: 'Namespaced',
  spec: t.object({ color: t.string() }),
} as const;

test.each([
  ['a group that is not a domain', () => defineResource({ ...definition, group: 'demo' }), /group "demo" is not a domain/],
  ['a version that is not one', () => defineResource({ ...definition, version: '1' }), /version "1"/],
  ['a kind in lower case', () => defineResource({ ...definition, kind: 'paint' }), /kind "paint"/],
  ['a short name with a capital', () => defineResource({ ...definition, shortNames: ['P'] }), /"P" cannot be a name/],
  [
    'a default that its schema refuses',
    () => defineResource({ ...definition, spec: t.object({ n: t.integer({ minimum: 1, default: 0 }) }) }),
    /the default of spec\.n is not valid/,
  ],
  ['an enum without values', () => t.enum([] as unknown as ['a']), /there is no value/],
  [
    'a mapList whose key is optional',
    () => t.mapList(t.object({ name: t.string().optional() }), 'name'),
    /key "name" is optional/,
  ],
  [
    'a mapList whose key is an object',
    () => t.mapList(t.object({ name: t.object({}) }), 'name'),
    /not a string, number or boolean/,
  ],
])('%s is refused when it is defined', (_, define, message) => {
  expect(define).toThrow(message);
});
