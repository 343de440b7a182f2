import type { SchemaFacts } from './schema-facts.ts';
import { localName } from './type-modules.ts';

/** Shapes of Kubernetes' own, which have their type already. */
const known: readonly (readonly [name: string, ...fields: string[]])[] = [
  [
    'io.k8s.apimachinery.pkg.apis.meta.v1.Condition',
    'lastTransitionTime',
    'message',
    'observedGeneration',
    'reason',
    'status',
    'type',
  ],
  ['LabelSelector', 'matchExpressions', 'matchLabels'],
];

interface Shape {
  /** With references to other shapes by id. */
  readonly schema: SchemaFacts;
  /** Where the shape was found, each as a name it could have. */
  readonly candidates: string[];
}

/**
 * Gives names to the objects inside of kinds, whose definitions have none: the path on which one was found, the
 * shortest if the same shape occurs at several places.
 */
export class ShapeNames {
  readonly #kinds = new Map<string, SchemaFacts>();
  readonly #shapes = new Map<string, Shape>();

  addKind(name: string, schema: SchemaFacts): void {
    const properties = Object.entries(schema.properties ?? {}).map(([key, property]) => [
      key,
      ['apiVersion', 'kind', 'metadata'].includes(key) ? {} : this.#structure(property, `${name}${capital(key)}`),
    ]);
    this.#kinds.set(name, { type: 'object', properties: Object.fromEntries(properties), required: required(schema) });
  }

  /** Every kind and every shape by its name, referring to each other by name. */
  schemas(): Readonly<Record<string, SchemaFacts>> {
    const names = this.#chooseNames();
    const renamed = (schema: SchemaFacts): SchemaFacts => ({
      ...schema,
      ...(schema.$ref && { $ref: names.get(schema.$ref) ?? schema.$ref }),
      ...(schema.items && { items: renamed(schema.items) }),
      ...(typeof schema.additionalProperties === 'object' && { additionalProperties: renamed(schema.additionalProperties) }),
      ...(schema.properties && {
        properties: Object.fromEntries(Object.entries(schema.properties).map(([key, property]) => [key, renamed(property)])),
      }),
    });
    return Object.fromEntries([
      ...[...this.#kinds].map(([name, schema]) => [name, renamed(schema)] as const),
      ...[...this.#shapes].map(([id, { schema }]) => [names.get(id) ?? id, renamed(schema)] as const),
    ]);
  }

  #chooseNames(): ReadonlyMap<string, string> {
    const names = new Map<string, string>();
    const taken = new Set(this.#kinds.keys());
    for (const [id, { candidates }] of this.#shapes) {
      // The first module that has the shape owns it, whatever the others would call it.
      const module = candidates[0]?.replace(/[^.]*$/, '') ?? '';
      const own = candidates.filter((name) => name.startsWith(module) && !taken.has(name));
      const [name] = own.sort((a, b) => localName(a).length - localName(b).length || (a < b ? -1 : 1));
      if (!name) throw new Error(`no free name for the shape at ${candidates.join(', ')}`);
      taken.add(name);
      names.set(id, name);
    }
    return names;
  }

  /** What matters for the type, with the objects inside replaced by references to them. */
  #structure(schema: SchemaFacts, path: string): SchemaFacts {
    if (schema['x-kubernetes-int-or-string']) return { 'x-kubernetes-int-or-string': true };
    const open = schema['x-kubernetes-preserve-unknown-fields'] === true;
    if (schema.items) return { type: 'array', items: this.#structure(schema.items, singular(path)) };
    if (schema.properties && !open) return this.#object(schema.properties, schema, path);
    if (typeof schema.additionalProperties === 'object' && !open)
      return { type: 'object', additionalProperties: this.#structure(schema.additionalProperties, singular(path)) };
    if (open) {
      const primitive = schema.type === 'object' ? 'io.k8s.apimachinery.pkg.runtime.RawExtension' : json;
      return { $ref: primitive };
    }
    return { ...(schema.type && { type: schema.type }), ...(schema.enum && { enum: schema.enum }) };
  }

  #object(properties: Readonly<Record<string, SchemaFacts>>, schema: SchemaFacts, path: string): SchemaFacts {
    const fields = Object.keys(properties).sort();
    const match = known.find(([, ...names]) => names.join() === fields.join());
    if (match) return { $ref: match[0] };
    const shape: SchemaFacts = {
      type: 'object',
      properties: Object.fromEntries(
        fields.map((key) => [key, this.#structure(properties[key] ?? {}, `${path}${capital(key)}`)]),
      ),
      required: required(schema),
    };
    if (fields.length < 2) return shape;
    const id = JSON.stringify(shape);
    const seen = this.#shapes.get(id) ?? { schema: shape, candidates: [] };
    seen.candidates.push(path);
    this.#shapes.set(id, seen);
    return { $ref: id };
  }
}

const json = 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON';

/** What a client has to send: a field with a default may be left out. */
const required = ({ required = [], properties = {} }: SchemaFacts): readonly string[] =>
  required.filter((key) => properties[key]?.default === undefined);

/** A field as part of a type's name: `x-metadata` → `XMetadata`. */
const capital = (name: string): string => name.replace(/(?:^|\W)(\w)/g, (_, letter: string) => letter.toUpperCase());

/** `…MachineDeployments` → `…MachineDeployment`; `…Entries` → `…Entry`; `…Patches` → `…Patch`. */
function singular(path: string): string {
  if (path.endsWith('ies')) return `${path.slice(0, -3)}y`;
  if (/(ss|ch|sh|x)es$/.test(path)) return path.slice(0, -2);
  return path.endsWith('s') && !path.endsWith('ss') ? path.slice(0, -1) : path;
}
