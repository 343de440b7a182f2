/** What expressions compute with. Integers are bigint, doubles are number. */
export type Value =
  | null
  | boolean
  | bigint
  | number
  | string
  | Uint8Array
  | Unsigned
  | Timestamp
  | Duration
  | TypeValue
  | CelList
  | CelMap
  | Optional
  | Opaque;

/** An evaluation that failed; `&&` and `||` may do without what failed. */
export class CelError extends Error {
  override readonly name = 'CelError';
}

export class Unsigned {
  readonly value: bigint;
  constructor(value: bigint) {
    this.value = value;
  }
}

/** Nanoseconds since the epoch. */
export class Timestamp {
  readonly nanos: bigint;
  constructor(nanos: bigint) {
    this.nanos = nanos;
  }
}

export class Duration {
  readonly nanos: bigint;
  constructor(nanos: bigint) {
    this.nanos = nanos;
  }
}

/** A type as a value: `type(x) == int`. */
export class TypeValue {
  readonly typeName: string;
  constructor(typeName: string) {
    this.typeName = typeName;
  }
}

export class Optional {
  static readonly none = new Optional(undefined);
  readonly content: Value | undefined;
  constructor(content: Value | undefined) {
    this.content = content;
  }
}

/** A value of a library: an address, a quantity, a format. */
export abstract class Opaque {
  abstract readonly typeName: string;
  abstract equals(other: Opaque): boolean;
}

/** A list, converted item by item where it comes from JSON. */
export abstract class CelList {
  abstract readonly size: number;
  /** The item at an index that exists. */
  abstract at(index: number): Value;
  /** Lists of sets and maps are equal in any order. */
  get unordered(): boolean {
    return false;
  }

  *[Symbol.iterator](): Generator<Value> {
    for (let index = 0; index < this.size; index++) yield this.at(index);
  }
}

export class ArrayList extends CelList {
  readonly #items: readonly Value[];
  constructor(items: readonly Value[]) {
    super();
    this.#items = items;
  }
  get size(): number {
    return this.#items.length;
  }
  at(index: number): Value {
    return this.#items[index] ?? null;
  }
}

/** A map, or an object, whose keys are its fields. */
export abstract class CelMap {
  abstract readonly size: number;
  /** `map`, or the name of an object's type. */
  get typeName(): string {
    return 'map';
  }
  abstract get(key: Value): Value | undefined;
  abstract keys(): readonly Value[];
  /** Whether another map is equal, where that can be told without looking at each key. */
  sameAs(_other: CelMap): boolean | undefined {
    return undefined;
  }
}

export class LiteralMap extends CelMap {
  readonly #entries = new Map<string, readonly [Value, Value]>();
  constructor(entries: Iterable<readonly [Value, Value]>) {
    super();
    for (const entry of entries) this.#entries.set(keyText(entry[0]), entry);
  }
  get size(): number {
    return this.#entries.size;
  }
  get(key: Value): Value | undefined {
    return this.#entries.get(keyText(key))?.[1];
  }
  keys(): readonly Value[] {
    return [...this.#entries.values()].map(([key]) => key);
  }
}

/** Keys that are equal have the same text; numbers of different types can be equal. */
function keyText(key: Value): string {
  if (typeof key === 'string') return `s${key}`;
  if (key instanceof Unsigned) return `n${key.value}`;
  return typeof key === 'boolean' ? `b${key}` : `n${String(key)}`;
}

/** The name of a value's type. */
export function typeNameOf(value: Value): string {
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'bigint':
      return 'int';
    case 'number':
      return 'double';
    case 'boolean':
      return 'bool';
    default:
      return objectTypeName(value);
  }
}

function objectTypeName(value: Exclude<Value, string | bigint | number | boolean>): string {
  if (value === null) return 'null_type';
  if (value instanceof Unsigned) return 'uint';
  if (value instanceof Uint8Array) return 'bytes';
  if (value instanceof Timestamp) return 'google.protobuf.Timestamp';
  if (value instanceof Duration) return 'google.protobuf.Duration';
  if (value instanceof TypeValue) return 'type';
  if (value instanceof CelList) return 'list';
  if (value instanceof Optional) return 'optional_type';
  return value.typeName;
}

export const noSuchOverload = (): CelError => new CelError('no such overload');
