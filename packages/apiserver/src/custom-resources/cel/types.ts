/** A type of CEL: a name with parameters. Objects have fields, and their names tell them apart. */
export interface CelType {
  readonly name: string;
  readonly params: readonly CelType[];
  readonly fields?: ReadonlyMap<string, CelType>;
  /** Stands for any one type. */
  readonly isVariable?: boolean;
}

const named = new Map<string, CelType>();

/** A type without parameters. */
export function simpleType(name: string): CelType {
  const type = named.get(name) ?? { name, params: [] };
  named.set(name, type);
  return type;
}

export const dyn = simpleType('dyn');
export const bool = simpleType('bool');
export const int = simpleType('int');
export const text = simpleType('string');
/** Of what could not be checked; fits everywhere, so that one mistake is told of once. */
export const unknownType = simpleType('!error!');

export const listOf = (item: CelType): CelType => ({ name: 'list', params: [item] });
export const mapOf = (key: CelType, value: CelType): CelType => ({ name: 'map', params: [key, value] });
export const optionalOf = (content: CelType): CelType => ({ name: 'optional_type', params: [content] });
export const typeOf = (type: CelType): CelType => ({ name: 'type', params: [type] });
export const variableType = (name: string): CelType => ({ name, params: [], isVariable: true });

export const isDyn = ({ name }: CelType): boolean => name === 'dyn' || name === '!error!';

/** As error messages print it. */
export function printType({ name, params, isVariable }: CelType): string {
  if (isVariable) return 'dyn';
  const printed = name === 'null_type' ? 'null' : name;
  return params.length === 0 ? printed : `${printed}(${params.map(printType).join(', ')})`;
}

/** What type variables stand for, within one call. */
export class Substitution {
  readonly #bound = new Map<string, CelType>();

  /** Whether a value of type `actual` can be used where `wanted` is; binds variables of both. */
  fits(wanted: CelType, actual: CelType): boolean {
    const to = this.#resolve(wanted);
    const from = this.#resolve(actual);
    if (to === from) return true;
    if (to.isVariable) return this.#bind(to, from);
    if (from.isVariable) return this.#bind(from, to);
    if (isDyn(to) || isDyn(from)) return true;
    if (from.name === 'null_type' && to.fields) return true;
    if (to.name === 'type' && from.name === 'type') return true;
    if (to.name !== from.name || to.params.length !== from.params.length) return false;
    return to.params.every((param, index) => this.fits(param, from.params[index] ?? dyn));
  }

  /** A type with every variable replaced by what it stands for. */
  apply(type: CelType): CelType {
    const resolved = this.#resolve(type);
    if (resolved.params.length === 0) return resolved;
    return { ...resolved, params: resolved.params.map((param) => this.apply(param)) };
  }

  #bind(variable: CelType, type: CelType): true {
    this.#bound.set(variable.name, type);
    return true;
  }

  #resolve(type: CelType): CelType {
    let resolved = type;
    while (resolved.isVariable) {
      const bound = this.#bound.get(resolved.name);
      if (!bound) break;
      resolved = bound;
    }
    return resolved;
  }
}

/** Parses `list(A)`, `map(string, int)`, `optional_type(A)`: a capital letter is a variable. */
export function parseType(source: string): CelType {
  const open = source.indexOf('(');
  if (open < 0) return /^[A-Z]$/.test(source) ? variableType(source) : simpleType(source);
  return { name: source.slice(0, open), params: splitTypes(source.slice(open + 1, -1)).map(parseType) };
}

/** Splits at commas outside parentheses. */
export function splitTypes(source: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at <= source.length; at++) {
    const char = source[at];
    if (char === '(') depth += 1;
    else if (char === ')') depth -= 1;
    else if ((char === ',' && depth === 0) || char === undefined) {
      parts.push(source.slice(start, at).trim());
      start = at + 1;
    }
  }
  return parts.filter((part) => part !== '');
}
