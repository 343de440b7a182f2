import { applyDefaults } from './apply-defaults.ts';
import { checkDefinition } from './check-definition.ts';
import { conditionsSchema } from './conditions-schema.ts';
import { crdManifest } from './crd-manifest.ts';
import type { ConditionReasons, DefinedResource, PrinterColumn } from './defined-resource.ts';
import { cloneJson } from './json.ts';
import type { Condition, KubeObject, MetadataInput, ObjectMeta } from './object-meta.ts';
import { pruneUnknown } from './prune-unknown.ts';
import type { DeepPartial, Scope, Simplify } from './resource-type.ts';
import { SchemaError } from './schema-error.ts';
import type { InOf, OutOf, SchemaType } from './schema-type.ts';
import { type StandardSchema, standardSchema } from './standard-schema.ts';
import type { StructuralSchema } from './structural-schema.ts';
import { validateValue } from './validate-value.ts';

export interface ResourceDefinition<
  Kind extends string,
  Spec extends SchemaType,
  Status extends SchemaType<object, object>,
  Reasons extends ConditionReasons,
  Index extends string,
> {
  readonly group: string;
  readonly version: string;
  readonly kind: Kind;
  readonly scope: Scope;
  /** Default: the kind in lower case, in the plural. */
  readonly plural?: string;
  /** Default: the kind in lower case. */
  readonly singular?: string;
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly description?: string;
  readonly spec: Spec;
  /** Its fields may always be absent: a controller writes them one after the other. */
  readonly status?: Status;
  /** Condition types, each with the reasons it may carry; become `status.conditions`. */
  readonly conditions?: Reasons;
  /** Keys under which a controller's cache finds objects. */
  readonly indexes?: { readonly [name in Index]: (object: DefinedObject<Kind, Spec, Status, Reasons>) => readonly string[] };
  readonly printerColumns?: readonly PrinterColumn[];
  readonly scale?: {
    readonly specReplicasPath: string;
    readonly statusReplicasPath: string;
    readonly labelSelectorPath?: string;
  };
}

/** An object of a defined kind. */
export type DefinedObject<Kind extends string, Spec, Status, Reasons extends ConditionReasons> = {
  readonly apiVersion: string;
  readonly kind: Kind;
  readonly metadata: ObjectMeta;
  readonly spec: OutOf<Spec>;
  readonly status?: StatusOut<Status, Reasons>;
};

type StatusOut<Status, Reasons extends ConditionReasons> = Simplify<
  Partial<OutOf<Status>> & {
    readonly conditions?: readonly Condition<keyof Reasons & string, Reasons[keyof Reasons][number]>[];
  }
>;

/** What `create` takes for a defined kind. */
export interface DefinedInput<Kind extends string, Spec, Status, Reasons extends ConditionReasons> {
  readonly apiVersion?: string;
  readonly kind?: Kind;
  readonly metadata?: MetadataInput;
  readonly spec: InOf<Spec>;
  readonly status?: DeepPartial<StatusOut<Status, Reasons>>;
}

/**
 * Defines a kind once: its static type, its CustomResourceDefinition, its validation.
 *
 * @example
 * const Paint = defineResource({
 *   group: 'demo.example.com', version: 'v1', kind: 'Paint', scope: 'Namespaced',
 *   spec: t.object({ color: t.string() }),
 * });
 */
export function defineResource<
  const Kind extends string,
  Spec extends SchemaType,
  Status extends SchemaType<object, object> = SchemaType<Record<never, never>, Record<never, never>, 'required'>,
  const Reasons extends ConditionReasons = Record<never, never>,
  Index extends string = never,
>(
  definition: ResourceDefinition<Kind, Spec, Status, Reasons, Index>,
): DefinedResource<DefinedObject<Kind, Spec, Status, Reasons>, DefinedInput<Kind, Spec, Status, Reasons>, Kind, Reasons, Index> &
  StandardSchema<DefinedInput<Kind, Spec, Status, Reasons>, DefinedObject<Kind, Spec, Status, Reasons>> {
  const { group, version, kind, scope, shortNames = [], categories = [] } = definition;
  const singular = definition.singular ?? kind.toLowerCase();
  const names = {
    plural: definition.plural ?? pluralOf(singular),
    singular,
    kind,
    listKind: `${kind}List`,
    shortNames,
    categories,
  };
  const schema = objectSchema(definition);
  checkDefinition({ group, version, names, schema });
  const validated = (value: unknown) => {
    const object = cloneJson(value);
    pruneUnknown(object, schema);
    applyDefaults(object, schema);
    return { object, errors: validateValue(object, schema) };
  };
  const parse = (value: unknown) => {
    const { object, errors } = validated(value);
    if (errors.length > 0) throw new SchemaError(kind, errors);
    return object as DefinedObject<Kind, Spec, Status, Reasons>; // the schema that was just checked is the type's own
  };
  const hasStatus = schema.properties?.['status'] !== undefined;
  return {
    group,
    version,
    scope,
    ...names,
    schema,
    // Absent members have no keys, which is what their types say.
    conditions: (definition.conditions ?? {}) as Reasons,
    indexes: (definition.indexes ?? {}) as { readonly [name in Index]: (object: KubeObject) => readonly string[] },
    crd: () =>
      crdManifest({
        group,
        version,
        scope,
        names,
        schema,
        hasStatus,
        columns: definition.printerColumns ?? [],
        ...(definition.scale && { scale: definition.scale }),
      }),
    parse,
    validate: (value) => validated(value).errors,
    '~standard': standardSchema(parse),
  };
}

interface SchemaParts {
  readonly description?: string;
  readonly spec: SchemaType;
  readonly status?: SchemaType;
  readonly conditions?: ConditionReasons;
}

function objectSchema(definition: SchemaParts): StructuralSchema {
  const { spec, status, conditions = {}, description } = definition;
  const { required: _optional, ...statusSchema } = status?.schema ?? { type: 'object' as const };
  const hasConditions = Object.keys(conditions).length > 0;
  const properties = {
    ...statusSchema.properties,
    ...(hasConditions && { conditions: conditionsSchema(Object.keys(conditions)) }),
  };
  return {
    type: 'object',
    ...(description !== undefined && { description }),
    required: ['spec'],
    properties: {
      apiVersion: { type: 'string' },
      kind: { type: 'string' },
      metadata: { type: 'object' },
      spec: spec.schema,
      ...((status || hasConditions) && { status: { ...statusSchema, properties } }),
    },
  };
}

function pluralOf(singular: string): string {
  if (/(s|x|z|ch|sh)$/.test(singular)) return `${singular}es`;
  return /[^aeiou]y$/.test(singular) ? `${singular.slice(0, -1)}ies` : `${singular}s`;
}
