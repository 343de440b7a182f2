import type { StructuralSchema } from '@capstan/schema';

/** A field as the reference lists it. */
export interface ReferenceField {
  /** Where it is: `sources[].name`. */
  readonly path: string;
  readonly isRequired: boolean;
  readonly type: string;
  readonly limits: string;
  readonly default: string;
  readonly description: string;
}

/** A rule of the schema, with where it holds. */
export interface ReferenceRule {
  readonly path: string;
  readonly rule: string;
  readonly message: string;
}

/** All fields below a schema in their order, each after the one that holds it. */
export function fieldsOf(schema: StructuralSchema, prefix = ''): readonly ReferenceField[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const path = prefix === '' ? name : `${prefix}.${name}`;
    const isRequired = schema.required?.includes(name) ?? false;
    const inner = innerOf(field);
    return [fieldOf(field, path, isRequired), ...(inner ? fieldsOf(inner.schema, `${path}${inner.suffix}`) : [])];
  });
}

/** All rules of a schema and below it; `''` is the schema itself. */
export function rulesOf(schema: StructuralSchema, path = ''): readonly ReferenceRule[] {
  const own = (schema['x-kubernetes-validations'] ?? []).map(({ rule, message, messageExpression }) => ({
    path,
    rule,
    message: message ?? messageExpression ?? '',
  }));
  const inner = innerOf(schema);
  if (inner && inner.suffix !== '') return [...own, ...rulesOf(inner.schema, `${path}${inner.suffix}`)];
  const below = Object.entries(schema.properties ?? {});
  return [...own, ...below.flatMap(([name, field]) => rulesOf(field, path === '' ? name : `${path}.${name}`))];
}

/** What a field holds that has fields or rules of its own. */
function innerOf(field: StructuralSchema): { readonly schema: StructuralSchema; readonly suffix: string } | undefined {
  if (field.items) return { schema: field.items, suffix: '[]' };
  if (typeof field.additionalProperties === 'object') return { schema: field.additionalProperties, suffix: '{}' };
  return field.properties ? { schema: field, suffix: '' } : undefined;
}

function fieldOf(field: StructuralSchema, path: string, isRequired: boolean): ReferenceField {
  return {
    path,
    isRequired,
    type: typeOf(field),
    limits: limitsOf(field).join('; '),
    default: field.default === undefined ? '' : JSON.stringify(field.default),
    description: field.description ?? '',
  };
}

function typeOf(field: StructuralSchema): string {
  const { items, additionalProperties, type = 'any', format } = field;
  const kind = field['x-kubernetes-list-type'];
  if (items && kind === 'map')
    return `list of ${typeOf(items)}, one for each ${(field['x-kubernetes-list-map-keys'] ?? []).join(', ')}`;
  if (items) return `${kind === 'set' ? 'set' : 'list'} of ${typeOf(items)}`;
  if (typeof additionalProperties === 'object') return `map of ${typeOf(additionalProperties)}`;
  if (field['x-kubernetes-int-or-string']) return 'integer or string';
  return format === 'date-time' ? 'time' : type;
}

function limitsOf(field: StructuralSchema): readonly string[] {
  const values = field.enum?.map((value) => `\`${String(value)}\``).join(', ');
  const inItems = field.items ?? (typeof field.additionalProperties === 'object' ? field.additionalProperties : undefined);
  const ofItems = inItems && !inItems.properties ? limitsOf(inItems).map((limit) => `each ${limit}`) : [];
  return [
    ...(values === undefined ? [] : [`one of ${values}`]),
    ...range(field.minLength, field.maxLength, ' characters'),
    ...range(field.minItems ?? field.minProperties, field.maxItems ?? field.maxProperties, ' entries'),
    ...range(field.minimum, field.maximum, ''),
    ...(field.pattern === undefined ? [] : [`matches \`${field.pattern}\``]),
    ...(field.nullable ? ['may be null'] : []),
    ...ofItems,
  ];
}

function range(from: number | undefined, to: number | undefined, unit: string): readonly string[] {
  if (from !== undefined && to !== undefined) return [`${from} to ${to}${unit}`];
  if (from !== undefined) return [`${from}${unit} or more`];
  return to === undefined ? [] : [`at most ${to}${unit}`];
}
