import { deepEqual, type StructuralSchema } from '@capstan/schema';
import { builtInSchema, schemaName } from '../resources/built-in-kinds.ts';

/** A schema as OpenAPI has it, with references. */
export type PublishedSchema = Readonly<Record<string, unknown>>;

export interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

const intOrString: PublishedSchema = { format: 'int-or-string', oneOf: [{ type: 'integer' }, { type: 'string' }] };

/** What stands for values that are no structs in Go. */
const specialSchemas: Readonly<Record<string, PublishedSchema>> = {
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': intOrString,
  'io.k8s.apimachinery.pkg.api.resource.Quantity': { oneOf: [{ type: 'string' }, { type: 'number' }] },
};

/** The named schemas of one document. Publishing a schema enters all that it refers to. */
export class SchemaComponents {
  readonly #schemas = new Map<string, PublishedSchema>();
  readonly #prefix: string;

  /** `prefix` is where the document keeps them: `#/components/schemas/` or `#/definitions/`. */
  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  /** All schemas, by name. */
  toObject(): Readonly<Record<string, PublishedSchema>> {
    return Object.fromEntries([...this.#schemas].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }

  ref(name: string): PublishedSchema {
    return { $ref: `${this.#prefix}${name}` };
  }

  /** Enters the built-in schema of this name, and says which kinds it is of. */
  addBuiltIn(name: string, kinds: readonly GroupVersionKind[] = []): PublishedSchema {
    this.publish(builtInSchema(name));
    const entered = this.#schemas.get(name);
    if (entered && kinds.length > 0) this.add(name, { ...entered, 'x-kubernetes-group-version-kind': kinds });
    return this.ref(name);
  }

  add(name: string, schema: PublishedSchema): void {
    this.#schemas.set(name, schema);
  }

  /** A schema as it stands in the document: a reference where it has a name. */
  publish(schema: StructuralSchema): PublishedSchema {
    const name = schemaName(schema);
    if (name === undefined) return this.#inline(schema);
    const named = builtInSchema(name);
    if (!this.#schemas.has(name)) {
      this.#schemas.set(name, {}); // entered first, so that recursion ends
      this.#schemas.set(name, specialSchemas[name] ?? this.#inline(named));
    }
    const own = named === schema ? [] : Object.entries(schema).filter(([key, value]) => !isInherited(named, key, value));
    return own.length === 0 ? this.ref(name) : { ...Object.fromEntries(own), allOf: [this.ref(name)] };
  }

  #inline(schema: StructuralSchema): PublishedSchema {
    const { properties, items, additionalProperties, ...rest } = schema;
    return {
      ...rest,
      ...(properties && {
        properties: Object.fromEntries(Object.entries(properties).map(([key, property]) => [key, this.publish(property)])),
      }),
      ...(items && { items: this.publish(items) }),
      ...(additionalProperties !== undefined && {
        additionalProperties:
          typeof additionalProperties === 'object' ? this.publish(additionalProperties) : additionalProperties,
      }),
    };
  }
}

const structure = new Set(['properties', 'items', 'additionalProperties']);

const isInherited = (named: StructuralSchema, key: string, value: unknown) =>
  structure.has(key) || deepEqual(value, (named as Readonly<Record<string, unknown>>)[key]); // read by key
