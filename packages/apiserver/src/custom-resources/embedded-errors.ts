import {
  type FieldError,
  invalidError,
  isJsonObject,
  labelValueErrors,
  qualifiedNameErrors,
  requiredError,
  type StructuralSchema,
} from '@capstan/schema';
import { serviceName } from '../resources/strategies/name-rule.ts';

/** Finds what is wrong with resources that are embedded in an object; `undefined` when its schema embeds none. */
export function embeddedValidator(schema: StructuralSchema): ((object: unknown) => readonly FieldError[]) | undefined {
  const tree = embeddedTree(schema);
  return tree && ((object) => visit(tree, object, ''));
}

interface EmbeddedTree {
  readonly embedded: boolean;
  readonly properties: readonly (readonly [string, EmbeddedTree])[];
  readonly additional: EmbeddedTree | undefined;
  readonly items: EmbeddedTree | undefined;
}

function embeddedTree(schema: StructuralSchema): EmbeddedTree | undefined {
  const { additionalProperties } = schema;
  const tree: EmbeddedTree = {
    embedded: schema['x-kubernetes-embedded-resource'] === true,
    properties: Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
      const inner = embeddedTree(property);
      return inner ? [[name, inner] as const] : [];
    }),
    additional: typeof additionalProperties === 'object' ? embeddedTree(additionalProperties) : undefined,
    items: schema.items && embeddedTree(schema.items),
  };
  return tree.embedded || tree.properties.length > 0 || tree.additional || tree.items ? tree : undefined;
}

function visit(tree: EmbeddedTree, value: unknown, path: string): readonly FieldError[] {
  if (Array.isArray(value)) {
    const { items } = tree;
    return items ? value.flatMap((item, index) => visit(items, item, `${path}[${index}]`)) : [];
  }
  if (!isJsonObject(value)) return [];
  const { additional } = tree;
  return [
    ...(tree.embedded ? resourceErrors(value, path) : []),
    ...tree.properties.flatMap(([name, inner]) => visit(inner, value[name], path === '' ? name : `${path}.${name}`)),
    ...(additional ? Object.entries(value).flatMap(([name, item]) => visit(additional, item, `${path}[${name}]`)) : []),
  ];
}

function resourceErrors({ apiVersion, kind, metadata }: Record<string, unknown>, path: string): readonly FieldError[] {
  return [
    ...textErrors(apiVersion, `${path}.apiVersion`, (text) =>
      text.split('/').length > 2 ? [`unexpected GroupVersion string: ${text}`] : [],
    ),
    ...textErrors(kind, `${path}.kind`, (text) =>
      serviceName(text.toLowerCase()).map((error) => `may have mixed case, but should otherwise match: ${error}`),
    ),
    ...(isJsonObject(metadata) ? labelErrors(metadata['labels'], `${path}.metadata`) : []),
  ];
}

function textErrors(value: unknown, field: string, check: (text: string) => readonly string[]): readonly FieldError[] {
  if (value === undefined) return [requiredError(field)];
  if (value === '') return [invalidError(field, value, 'must not be empty')];
  return typeof value === 'string' ? check(value).map((detail) => invalidError(field, value, detail)) : [];
}

function labelErrors(labels: unknown, path: string): readonly FieldError[] {
  if (!isJsonObject(labels)) return [];
  const field = `${path}.labels`;
  return Object.entries(labels).flatMap(([key, value]) => [
    ...qualifiedNameErrors(key).map((error) => invalidError(field, key, error)),
    ...(typeof value === 'string' ? labelValueErrors(value).map((error) => invalidError(field, value, error)) : []),
  ]);
}
