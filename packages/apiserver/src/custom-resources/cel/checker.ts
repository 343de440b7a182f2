import { variableTypes } from './comprehension-variables.ts';
import type { CelFunction } from './function-table.ts';
import { literalIssue } from './literal-arguments.ts';
import { type CallForm, callType, noOverload } from './overload-resolution.ts';
import { dottedName, qualifiedFunction } from './qualified-name.ts';
import { CelSourceError } from './source-error.ts';
import type { Comprehension, Expression } from './syntax.ts';
import {
  bool,
  type CelType,
  dyn,
  int,
  isDyn,
  listOf,
  mapOf,
  optionalOf,
  printType,
  Substitution,
  typeOf,
  unknownType,
  variableType,
} from './types.ts';

export interface CheckEnvironment {
  readonly functions: ReadonlyMap<string, CelFunction>;
  /** Names that stand for types. */
  readonly typeNames: ReadonlyMap<string, CelType>;
}

export interface Checked {
  readonly type: CelType;
  /** Names of variables that are used. */
  readonly used: ReadonlySet<string>;
}

/** Finds the type of an expression. Throws a `CelSourceError` that lists everything that does not fit. */
export function checkExpression(
  source: string,
  expression: Expression,
  variables: Readonly<Record<string, CelType>>,
  environment: CheckEnvironment,
): Checked {
  const checker = new Checker(environment);
  const type = checker.check(expression, new Map(Object.entries(variables)));
  if (checker.issues.length > 0)
    throw new CelSourceError(
      source,
      checker.issues.toSorted((a, b) => a.at - b.at),
    );
  return { type, used: checker.used };
}

type Scope = ReadonlyMap<string, CelType>;
type Of<N extends Expression['node']> = Extract<Expression, { node: N }>;

class Checker {
  readonly issues: { at: number; message: string }[] = [];
  readonly used = new Set<string>();
  readonly #environment: CheckEnvironment;
  #variables = 0;
  /** Inside the arguments of a template, where lists may hold values of any types. */
  #mixing = false;

  constructor(environment: CheckEnvironment) {
    this.#environment = environment;
  }

  check(expression: Expression, scope: Scope): CelType {
    switch (expression.node) {
      case 'literal':
        return { name: expression.type, params: [] };
      case 'identifier':
        return this.#identifier(expression, scope);
      case 'select':
        return this.#select(expression, scope);
      case 'call':
        return this.#call(expression, scope);
      case 'list':
        return this.#list(expression, scope);
      case 'map':
        return this.#map(expression, scope);
      case 'message':
        return this.#environment.typeNames.get(expression.name) ?? this.#undeclared(expression.at, expression.name);
      case 'comprehension':
        return this.#comprehension(expression, scope);
      default: {
        const unreachable: never = expression;
        return unreachable;
      }
    }
  }

  #issue(at: number, message: string): CelType {
    this.issues.push({ at, message });
    return unknownType;
  }

  #undeclared = (at: number, name: string) => this.#issue(at, `undeclared reference to '${name}' (in container '')`);

  #identifier({ name, at }: Of<'identifier'>, scope: Scope): CelType {
    const variable = scope.get(name);
    if (variable) {
      this.used.add(name);
      return variable;
    }
    const named = this.#environment.typeNames.get(name);
    return named ? typeOf(named) : this.#undeclared(at, name);
  }

  #select(expression: Of<'select'>, scope: Scope): CelType {
    const { operand, field, test, optional, at } = expression;
    const named = this.#environment.typeNames.get(dottedName(expression) ?? '');
    if (named) return typeOf(named);
    const outer = this.check(operand, scope);
    const isOptional = outer.name === 'optional_type';
    const found = this.#field(isOptional ? (outer.params[0] ?? dyn) : outer, field, at);
    if (test) return bool;
    return isOptional || optional ? optionalOf(found) : found;
  }

  #field(type: CelType, field: string, at: number): CelType {
    if (isDyn(type)) return dyn;
    if (type.name === 'map') return type.params[1] ?? dyn;
    if (!type.fields) return this.#issue(at, `type '${printType(type)}' does not support field selection`);
    return type.fields.get(field) ?? this.#issue(at, `undefined field '${field}'`);
  }

  #list({ items }: Of<'list'>, scope: Scope): CelType {
    let joined: CelType | undefined;
    for (const { value, optional } of items) joined = this.#join(joined, this.#content(value, optional, scope), value.at);
    return listOf(joined ?? this.#fresh());
  }

  #map({ entries }: Of<'map'>, scope: Scope): CelType {
    let keys: CelType | undefined;
    let values: CelType | undefined;
    for (const { key, value, optional } of entries) {
      keys = this.#join(keys, this.check(key, scope), key.at);
      values = this.#join(values, this.#content(value, optional, scope), value.at);
    }
    return mapOf(keys ?? this.#fresh(), values ?? this.#fresh());
  }

  #content(value: Expression, optional: boolean, scope: Scope): CelType {
    const type = this.check(value, scope);
    return optional && type.name === 'optional_type' ? (type.params[0] ?? dyn) : type;
  }

  #join(first: CelType | undefined, next: CelType, at: number): CelType {
    if (!first || new Substitution().fits(first, next)) return first ?? next;
    if (this.#mixing) return dyn;
    this.#issue(at, `expected type '${printType(first)}' but found '${printType(next)}'`);
    return first;
  }

  #fresh(): CelType {
    this.#variables += 1;
    return variableType(`_${this.#variables}`);
  }

  #call(expression: Of<'call'>, scope: Scope): CelType {
    const { name, target, args, at } = expression;
    if (name === '_&&_' || name === '_||_') {
      for (const arg of args) this.#expectBool(arg, scope);
      return bool;
    }
    const qualified = qualifiedFunction(expression, this.#environment.functions, (known) => scope.has(known));
    if (qualified) {
      const types = args.map((arg) => this.check(arg, scope));
      return this.#resolve(qualified, types, 'function', expression);
    }
    const targetType = target && this.check(target, scope);
    const found = this.#environment.functions.get(name);
    if (!found) this.#undeclared(at, name);
    const mixing = this.#mixing;
    this.#mixing ||= name === 'format';
    const types = args.map((arg) => this.check(arg, scope));
    this.#mixing = mixing;
    if (!found) return unknownType;
    return this.#resolve(found, targetType ? [targetType, ...types] : types, targetType ? 'method' : 'function', expression);
  }

  #resolve(found: CelFunction, types: readonly CelType[], form: CallForm, expression: Of<'call'>): CelType {
    const type = callType(found, types, form, () => this.#fresh());
    if (!type) return this.#issue(expression.at, noOverload(found.name, types, form));
    const issue = literalIssue(found.name, expression);
    return issue ? this.#issue(issue.at, issue.message) : type;
  }

  #expectBool(expression: Expression, scope: Scope): void {
    const type = this.check(expression, scope);
    if (!new Substitution().fits(bool, type)) {
      this.#issue(expression.at, `expected type 'bool' but found '${printType(type)}'`);
    }
  }

  #comprehension(expression: Comprehension, scope: Scope): CelType {
    const range = this.check(expression.range, scope);
    const types = variableTypes(range, expression, (at, message) => this.#issue(at, message));
    const inner = new Map(scope);
    expression.variables.forEach((name, index) => {
      inner.set(name, types[index] ?? dyn);
    });
    if (expression.filter) this.#expectBool(expression.filter, inner);
    const used = new Set(this.used);
    const result = this.#result(expression, inner, range);
    // A variable of the macro that hides one from outside is not a use of that.
    for (const name of expression.variables) if (!used.has(name) && scope.has(name)) this.used.delete(name);
    return result;
  }

  #result({ kind, step, variables }: Comprehension, scope: Scope, range: CelType): CelType {
    const key = scope.get(variables[0] ?? '') ?? dyn;
    switch (kind) {
      case 'all':
      case 'exists':
      case 'existsOne':
        this.#expectBool(step, scope);
        return bool;
      case 'filter':
        this.#expectBool(step, scope);
        return listOf(key);
      case 'map':
      case 'transformList':
        return listOf(this.check(step, scope));
      case 'transformMap':
        return mapOf(range.name === 'list' ? int : key, this.check(step, scope));
      case 'transformMapEntry':
        return this.check(step, scope);
      case 'optMap':
        return optionalOf(this.check(step, scope));
      case 'optFlatMap':
        return this.check(step, scope);
      default: {
        const unreachable: never = kind;
        return unreachable;
      }
    }
  }
}
