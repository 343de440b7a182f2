import {
  applyDefaults,
  type BuiltInInput,
  cloneJson,
  type DefinedResource,
  type KubeObject,
  pruneUnknown,
  SchemaError,
  type StructuralSchema,
  validateValue,
} from '@capstan/schema';
import { type ClusterApiDefinition, definitionOf } from './cluster-api-crds.ts';

/** A kind of Cluster API: usable with a client, a controller and `testEnv`. Its definition is loaded when first asked for. */
export type ApiKind<Object extends KubeObject> = DefinedResource<
  Object,
  BuiltInInput<Object>,
  Object['kind'],
  Record<never, never>,
  never
>;

type KindFacts = Pick<ApiKind<KubeObject>, 'group' | 'version' | 'kind' | 'plural' | 'scope'>;

/** Names a kind of the generated definitions; its types come from the annotation of the constant. */
export function apiKind<R extends ApiKind<KubeObject>>(facts: KindFacts): R {
  return new GeneratedKind(facts) as unknown as R; // the phantom types are all that it lacks
}

class GeneratedKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly scope: 'Namespaced' | 'Cluster';
  readonly conditions = {};
  readonly indexes = {};

  constructor({ group, version, kind, plural, scope }: KindFacts) {
    this.group = group;
    this.version = version;
    this.kind = kind;
    this.plural = plural;
    this.scope = scope;
  }

  get singular(): string {
    return this.crd().spec.names.singular;
  }

  get listKind(): string {
    return this.crd().spec.names.listKind;
  }

  get shortNames(): readonly string[] {
    return this.crd().spec.names.shortNames ?? [];
  }

  get categories(): readonly string[] {
    return this.crd().spec.names.categories ?? [];
  }

  get schema(): StructuralSchema {
    const version = this.crd().spec.versions.find(({ name }) => name === this.version);
    return version?.schema.openAPIV3Schema ?? {};
  }

  crd(): ClusterApiDefinition {
    return definitionOf(this.group, this.plural);
  }

  parse(value: unknown): unknown {
    const { object, errors } = this.#checked(value);
    if (errors.length > 0) throw new SchemaError(this.kind, errors);
    return object;
  }

  validate(value: unknown): ReturnType<typeof validateValue> {
    return this.#checked(value).errors;
  }

  #checked(value: unknown) {
    const object = cloneJson(value);
    pruneUnknown(object, this.schema);
    applyDefaults(object, this.schema);
    return { object, errors: validateValue(object, this.schema) };
  }
}
