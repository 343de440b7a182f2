import type { StructuralSchema } from '@capstan/schema';
import { ownSchema } from '../custom-resources/root-schema.ts';
import type { ServedKind, ServedVersion } from '../resources/served-kind.ts';
import type { PublishedSchema, SchemaComponents } from './schema-components.ts';

const meta = 'io.k8s.apimachinery.pkg.apis.meta.v1';
const text = (description: string) => ({ type: 'string', description });
const apiVersion = text('Group and version of the schema of this object, for example apps/v1.');
const kind = text('Name of the kind of this object, in upper camel case.');

/** `com.example.v1.Widget`. */
export const customSchemaName = ({ group, kind }: ServedKind, { version }: ServedVersion): string =>
  [...group.split('.').toReversed(), version, kind].join('.');

/** Enters the schemas of a custom kind and of its list; answers their names. */
export function addCustomSchemas(
  components: SchemaComponents,
  kind: ServedKind,
  version: ServedVersion,
): readonly [string, string] {
  const name = customSchemaName(kind, version);
  const listName = [...name.split('.').slice(0, -1), kind.listKind].join('.');
  const gvk = (kindName: string) => [{ group: kind.group, version: version.version, kind: kindName }];
  const published = resourceSchema(components, ownSchema(version.schema));
  components.add(name, { ...published, 'x-kubernetes-group-version-kind': gvk(kind.kind) });
  components.add(listName, {
    ...listSchema(components, components.ref(name), kind),
    'x-kubernetes-group-version-kind': gvk(kind.listKind),
  });
  return [name, listName];
}

function listSchema(
  components: SchemaComponents,
  item: PublishedSchema,
  { kind: kindName, plural }: ServedKind,
): PublishedSchema {
  return {
    description: `${kindName}List is a list of ${kindName}`,
    type: 'object',
    required: ['items'],
    properties: {
      apiVersion,
      items: { description: `List of ${plural}.`, type: 'array', items: item },
      kind,
      metadata: components.addBuiltIn(`${meta}.ListMeta`),
    },
  };
}

/** A schema of a definition with the fields that every resource has, also where it embeds others. */
function resourceSchema(components: SchemaComponents, schema: StructuralSchema): PublishedSchema {
  const metadata = { description: 'Name, labels, owners and the like.', allOf: [components.addBuiltIn(`${meta}.ObjectMeta`)] };
  const fields = { apiVersion, kind, metadata };
  const plain = publishOwn(schema, fields);
  return { ...plain, properties: { ...fields, ...withoutFields(plain['properties']) } };
}

type Fields = Readonly<Record<string, PublishedSchema>>;

const withoutFields = (properties: unknown): object => {
  const { apiVersion: _version, kind: _kind, metadata: _metadata, ...rest } = (properties ?? {}) as Record<string, unknown>; // made below
  return rest;
};

function publishOwn(schema: StructuralSchema, fields: Fields): PublishedSchema {
  const { properties, items, additionalProperties, ...rest } = schema;
  const embedded = schema['x-kubernetes-embedded-resource'] === true;
  const published =
    properties && Object.entries(properties).map(([key, property]) => [key, publishOwn(property, fields)] as const);
  return {
    ...rest,
    ...(embedded && { required: [...new Set([...(schema.required ?? []), 'kind', 'apiVersion'])] }),
    ...((published || embedded) && { properties: { ...Object.fromEntries(published ?? []), ...(embedded && fields) } }),
    ...(items && { items: publishOwn(items, fields) }),
    ...(additionalProperties !== undefined && {
      additionalProperties:
        typeof additionalProperties === 'object' ? publishOwn(additionalProperties, fields) : additionalProperties,
    }),
  };
}
