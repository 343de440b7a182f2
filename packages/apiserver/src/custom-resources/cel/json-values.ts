import { deepEqual, isJsonObject, type StructuralSchema } from '@capstan/schema';
import { escapeField } from './schema-types.ts';
import { parseDuration, parseTimestamp } from './time-values.ts';
import { CelList, CelMap, type Value } from './values.ts';

/** Makes a value of a rule from a part of an object; containers are converted as they are looked into. */
export type Convert = (json: unknown) => Value;

const converters = new WeakMap<StructuralSchema, Convert>();
const resourceConverters = new WeakMap<StructuralSchema, Convert>();

/** The conversion of values of a schema. `root`: of a whole resource. */
export function converterOf(schema: StructuralSchema, place: 'root' | 'inside'): Convert {
  const cache = place === 'root' ? resourceConverters : converters;
  const known = cache.get(schema);
  if (known) return known;
  const made = makeConverter(schema, place);
  cache.set(schema, made);
  return made;
}

function makeConverter(schema: StructuralSchema, place: 'root' | 'inside'): Convert {
  const { type, items, additionalProperties } = schema;
  if (type === 'object') {
    if (typeof additionalProperties === 'object') {
      return nullOr((json) => new JsonMap(asObject(json), converterOf(additionalProperties, 'inside')));
    }
    const fields = fieldsOf(schema, place);
    const open = schema['x-kubernetes-preserve-unknown-fields'] === true;
    return nullOr((json) => new JsonObject(asObject(json), fields, open));
  }
  if (type === 'array' && items) {
    const unordered = schema['x-kubernetes-list-type'] === 'set' || schema['x-kubernetes-list-type'] === 'map';
    return nullOr((json) => new JsonList(Array.isArray(json) ? json : [], converterOf(items, 'inside'), unordered));
  }
  if (type === 'integer') return nullOr((json) => (typeof json === 'number' ? toInteger(json) : anyValue(json)));
  if (type === 'number') return nullOr((json) => (typeof json === 'number' ? json : anyValue(json)));
  if (type === 'string') return stringConverter(schema.format);
  return anyValue;
}

const nullOr =
  (convert: Convert): Convert =>
  (json) =>
    json === null || json === undefined ? null : convert(json);

const asObject = (json: unknown): Record<string, unknown> => (isJsonObject(json) ? json : {});

const toInteger = (value: number): bigint => BigInt(Math.trunc(value));

function stringConverter(format: string | undefined): Convert {
  const read: Readonly<Record<string, (text: string) => Value>> = {
    byte: (text) => Buffer.from(text, 'base64'),
    duration: parseDuration,
    date: (text) => parseTimestamp(`${text}T00:00:00Z`),
    'date-time': parseTimestamp,
  };
  const special = read[format ?? ''];
  if (!special) return anyValue;
  return (json) => (typeof json === 'string' ? special(json) : anyValue(json));
}

/** A value of which no schema says anything. */
function anyValue(json: unknown): Value {
  if (json === null || json === undefined) return null;
  if (typeof json === 'string' || typeof json === 'boolean') return json;
  if (typeof json === 'number') return Number.isInteger(json) ? BigInt(json) : json;
  if (Array.isArray(json)) return new JsonList(json, anyValue, false);
  return new JsonMap(asObject(json), anyValue);
}

class JsonList extends CelList {
  readonly #json: readonly unknown[];
  readonly #convert: Convert;
  readonly #unordered: boolean;
  constructor(json: readonly unknown[], convert: Convert, unordered: boolean) {
    super();
    this.#json = json;
    this.#convert = convert;
    this.#unordered = unordered;
  }
  get size(): number {
    return this.#json.length;
  }
  override get unordered(): boolean {
    return this.#unordered;
  }
  at(index: number): Value {
    return this.#convert(this.#json[index]);
  }
}

class JsonMap extends CelMap {
  readonly #json: Record<string, unknown>;
  readonly #convert: Convert;
  constructor(json: Record<string, unknown>, convert: Convert) {
    super();
    this.#json = json;
    this.#convert = convert;
  }
  get size(): number {
    return Object.keys(this.#json).length;
  }
  get(key: Value): Value | undefined {
    return typeof key === 'string' && Object.hasOwn(this.#json, key) ? this.#convert(this.#json[key]) : undefined;
  }
  keys(): readonly Value[] {
    return Object.keys(this.#json);
  }
}

/** Fields by the names that rules use: the name in JSON, and how its values are converted. */
type Fields = ReadonlyMap<string, { readonly name: string; readonly schema: StructuralSchema }>;

const textSchema: StructuralSchema = { type: 'string' };
const metadataSchema: StructuralSchema = { type: 'object', properties: { name: textSchema, generateName: textSchema } };

function fieldsOf(schema: StructuralSchema, place: 'root' | 'inside'): Fields {
  const fields = new Map<string, { name: string; schema: StructuralSchema }>();
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const escaped = escapeField(name);
    if (escaped) fields.set(escaped, { name, schema: property });
  }
  if (place === 'root' || schema['x-kubernetes-embedded-resource']) {
    fields.set('apiVersion', { name: 'apiVersion', schema: textSchema });
    fields.set('kind', { name: 'kind', schema: textSchema });
    fields.set('metadata', { name: 'metadata', schema: metadataSchema });
  }
  return fields;
}

class JsonObject extends CelMap {
  readonly #json: Record<string, unknown>;
  readonly #fields: Fields;
  readonly #open: boolean;
  /** `open`: it has fields that rules can't see. */
  constructor(json: Record<string, unknown>, fields: Fields, open: boolean) {
    super();
    this.#json = json;
    this.#fields = fields;
    this.#open = open;
  }
  get size(): number {
    return this.keys().length;
  }
  override get typeName(): string {
    return 'object';
  }
  get(key: Value): Value | undefined {
    const field = typeof key === 'string' ? this.#fields.get(key) : undefined;
    if (!field || !Object.hasOwn(this.#json, field.name)) return undefined;
    const json = this.#json[field.name];
    if (json === undefined || (json === null && !field.schema.nullable)) return undefined;
    return converterOf(field.schema, 'inside')(json);
  }
  keys(): readonly Value[] {
    return [...this.#fields.keys()].filter((key) => this.get(key) !== undefined);
  }
  override sameAs(other: CelMap): boolean | undefined {
    if (!(other instanceof JsonObject)) return undefined;
    const same = this.#json === other.#json || deepEqual(this.#json, other.#json);
    // Lists of sets and maps inside may still be the same in another order.
    return same || this.#open ? same : undefined;
  }
}
