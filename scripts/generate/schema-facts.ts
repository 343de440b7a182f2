import type { ServerReader } from './read-server.ts';

/** A schema as the facts file keeps it: structure only, references by name. */
export interface SchemaFacts {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, SchemaFacts>>;
  readonly additionalProperties?: SchemaFacts | boolean;
  readonly items?: SchemaFacts;
  readonly required?: readonly string[];
  readonly enum?: readonly unknown[];
  readonly [extension: `x-kubernetes-${string}`]: unknown;
}

interface OpenApiSchema {
  readonly $ref?: string;
  readonly allOf?: readonly OpenApiSchema[];
  readonly oneOf?: readonly OpenApiSchema[];
  readonly properties?: Readonly<Record<string, OpenApiSchema>>;
  readonly items?: OpenApiSchema;
  readonly additionalProperties?: OpenApiSchema | boolean;
  readonly default?: unknown;
  readonly 'x-kubernetes-group-version-kind'?: readonly {
    readonly group: string;
    readonly version: string;
    readonly kind: string;
  }[];
  readonly [keyword: string]: unknown;
}

const kept = ['type', 'format', 'required', 'enum'] as const;
const keptExtensions = [
  'list-type',
  'list-map-keys',
  'map-type',
  'patch-merge-key',
  'patch-strategy',
  'preserve-unknown-fields',
  'int-or-string',
  'embedded-resource',
];
/** Types that upstream describes by a primitive in OpenAPI, with what their JSON really is. */
const special: Readonly<Record<string, SchemaFacts>> = {
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': { 'x-kubernetes-int-or-string': true },
  'io.k8s.apimachinery.pkg.runtime.RawExtension': { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
  'io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1': {
    type: 'object',
    'x-kubernetes-preserve-unknown-fields': true,
    'x-kubernetes-map-type': 'atomic',
  },
  'io.k8s.apimachinery.pkg.api.resource.Quantity': { 'x-kubernetes-int-or-string': true, format: 'quantity' },
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON': { 'x-kubernetes-preserve-unknown-fields': true },
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrBool': {
    'x-kubernetes-preserve-unknown-fields': true,
  },
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrArray': {
    'x-kubernetes-preserve-unknown-fields': true,
  },
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrStringArray': {
    'x-kubernetes-preserve-unknown-fields': true,
  },
};

export interface CollectedSchemas {
  readonly schemas: Readonly<Record<string, SchemaFacts>>;
  schemaOf(kind: { readonly group: string; readonly version: string; readonly kind: string }): string;
}

/** All schemas that kinds of the server reach, by name. */
export async function collectSchemas(server: ServerReader): Promise<CollectedSchemas> {
  const { paths } = await server.json<{ paths: Record<string, { serverRelativeURL: string }> }>('/openapi/v3');
  const schemas: Record<string, SchemaFacts> = {};
  const byKind = new Map<string, string>();
  for (const [path, { serverRelativeURL }] of Object.entries(paths)) {
    if (!/^(api|apis\/[^/]+)\/v[^/]+$/.test(path)) continue;
    const document = await server.json<{ components?: { schemas?: Record<string, OpenApiSchema> } }>(serverRelativeURL);
    for (const [name, schema] of Object.entries(document.components?.schemas ?? {})) {
      for (const { group, version, kind } of schema['x-kubernetes-group-version-kind'] ?? [])
        byKind.set(`${group}/${version}/${kind}`, name);
      schemas[name] ??= special[name] ?? compact(schema);
    }
  }
  return {
    schemas: Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1))),
    schemaOf({ group, version, kind }) {
      const name = byKind.get(`${group}/${version}/${kind}`);
      if (!name) throw new Error(`OpenAPI has no schema for ${group}/${version} ${kind}`);
      return name;
    },
  };
}

function compact(schema: OpenApiSchema): SchemaFacts {
  const [only] = schema.allOf ?? [];
  const reference = schema.$ref ?? only?.$ref;
  return {
    ...(reference && { $ref: reference.replace('#/components/schemas/', '') }),
    ...Object.fromEntries(kept.filter((keyword) => schema[keyword] !== undefined).map((keyword) => [keyword, schema[keyword]])),
    ...(isRealDefault(schema.default) && { default: schema.default }),
    ...(schema.properties && { properties: mapValues(schema.properties, compact) }),
    ...(schema.items && { items: compact(schema.items) }),
    ...(schema.additionalProperties !== undefined && {
      additionalProperties:
        typeof schema.additionalProperties === 'object' ? compact(schema.additionalProperties) : schema.additionalProperties,
    }),
    ...Object.fromEntries(
      keptExtensions
        .map((name) => `x-kubernetes-${name}`)
        .flatMap((name) => (schema[name] === undefined ? [] : [[name, schema[name]]])),
    ),
  };
}

/** Upstream documents zero values of Go as defaults; only what differs from absence is one. */
function isRealDefault(value: unknown): boolean {
  if (value === undefined || value === null || value === '' || value === 0 || value === false) return false;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}

const mapValues = <A, B>(record: Readonly<Record<string, A>>, map: (value: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
