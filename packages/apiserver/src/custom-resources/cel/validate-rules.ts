import {
  deepEqual,
  type FieldError,
  forbiddenError,
  isJsonObject,
  requiredError,
  type StructuralSchema,
  stableStringify,
} from '@capstan/schema';
import { type Budget, CostError } from './cel-program.ts';
import { type CompiledRule, compileSchemaRules, type SchemaRules } from './schema-rules.ts';
import { CelError, Optional, type Value } from './values.ts';

/** What all rules of one object may cost together. */
const objectBudget = 10_000_000;

/** The rules of a schema and of all schemas in it; `undefined` where there are none. */
interface RuleTree {
  readonly own: () => SchemaRules | undefined;
  readonly properties: readonly (readonly [string, RuleTree])[];
  readonly additional: RuleTree | undefined;
  readonly items: RuleTree | undefined;
  readonly schema: StructuralSchema;
}

/** Evaluates rules on an object; `old` is what an update started from. */
export type RuleValidator = (object: unknown, old: unknown) => readonly FieldError[];

/** Collects the rules of a resource's schema; `undefined` when it has none. Each is compiled when first needed. */
export function ruleValidator(schema: StructuralSchema): RuleValidator | undefined {
  const tree = ruleTree(schema, 'root');
  if (!tree) return undefined;
  return (object, old) => {
    const errors: FieldError[] = [];
    const walk = new RuleWalk(errors);
    walk.visit(tree, new Subject(object, old), '');
    return errors;
  };
}

function ruleTree(schema: StructuralSchema, place: 'root' | 'inside'): RuleTree | undefined {
  const properties = Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const tree = ruleTree(property, 'inside');
    return tree ? [[name, tree] as const] : [];
  });
  const { additionalProperties, items } = schema;
  const additional = typeof additionalProperties === 'object' ? ruleTree(additionalProperties, 'inside') : undefined;
  const inItems = items && ruleTree(items, 'inside');
  const has = (schema['x-kubernetes-validations']?.length ?? 0) > 0;
  if (!has && properties.length === 0 && !additional && !inItems) return undefined;
  let own: SchemaRules | undefined;
  const compiled = () => {
    own ??= compileSchemaRules(schema, place);
    return own;
  };
  return { own: has ? compiled : () => undefined, properties, additional, items: inItems, schema };
}

/** A value beside what it was before, in the value that has it. */
class Subject {
  readonly value: unknown;
  /** `undefined`: it is not known what the value was before. */
  readonly old: unknown;
  readonly #within: Subject | undefined;
  #isUnchanged: boolean | undefined;

  constructor(value: unknown, old: unknown, within?: Subject) {
    this.value = value;
    this.old = old;
    this.#within = within;
  }

  /** Whether it is as it was; where that is not known, as in lists without keys, whether what it is in is as it was. */
  get isUnchanged(): boolean {
    this.#isUnchanged ??= this.old === undefined ? (this.#within?.isUnchanged ?? false) : deepEqual(this.value, this.old);
    return this.#isUnchanged;
  }
}

class RuleWalk {
  readonly #errors: FieldError[];
  readonly #budget: Budget = { left: objectBudget };

  constructor(errors: FieldError[]) {
    this.#errors = errors;
  }

  visit(tree: RuleTree, subject: Subject, path: string): void {
    const { value } = subject;
    if (value === null || value === undefined) return;
    const own = tree.own();
    if (own) this.#evaluateAll(own, subject, path);
    if (Array.isArray(value)) this.#visitItems(tree, value, subject, path);
    else if (isJsonObject(value)) this.#visitFields(tree, value, subject, path);
  }

  #visitFields(tree: RuleTree, value: Record<string, unknown>, subject: Subject, path: string): void {
    const old = isJsonObject(subject.old) ? subject.old : undefined;
    const child = (name: string) => new Subject(value[name], old?.[name], subject);
    for (const [name, property] of tree.properties) this.visit(property, child(name), path === '' ? name : `${path}.${name}`);
    if (!tree.additional) return;
    for (const name of Object.keys(value).toSorted()) this.visit(tree.additional, child(name), `${path}[${name}]`);
  }

  #visitItems({ items, schema }: RuleTree, value: readonly unknown[], subject: Subject, path: string): void {
    if (!items) return;
    const before = correlation(schema, subject.old);
    for (const [index, item] of value.entries()) this.visit(items, new Subject(item, before(item), subject), `${path}[${index}]`);
  }

  #evaluateAll({ rules, convert }: SchemaRules, subject: Subject, path: string): void {
    const self = convert(subject.value);
    const oldSelf = subject.old === undefined ? undefined : convert(subject.old);
    for (const rule of rules) {
      // What was accepted once is complained of only by rules about the change.
      if (subject.isUnchanged && !rule.usesOldSelf) continue;
      const before = rule.rule.optionalOldSelf ? new Optional(oldSelf) : oldSelf;
      if (rule.usesOldSelf && before === undefined) continue;
      const error = this.#evaluate(rule, [self, before ?? null], subject.value, path);
      if (error) this.#errors.push(error);
      if (this.#budget.left <= 0) return;
    }
  }

  #evaluate(compiled: CompiledRule, values: readonly Value[], subject: unknown, path: string): FieldError | undefined {
    try {
      if (compiled.program.run(values, this.#budget) === true) return undefined;
    } catch (error) {
      const detail = evaluationFailure(error, compiled);
      return {
        type: 'FieldValueInvalid',
        field: path,
        message: `Invalid value: ${JSON.stringify(typeName(subject))}: ${detail}`,
      };
    }
    const field = `${path}${compiled.fieldPath}`.replace(/^\./, '');
    return ruleError(compiled.rule.reason, field, { subject, detail: this.#messageOf(compiled, values) });
  }

  #messageOf({ rule, message }: CompiledRule, values: readonly Value[]): string {
    const computed = message && this.#computedMessage(message, values);
    return computed || rule.message?.trim() || `failed rule: ${rule.rule.trim()}`;
  }

  #computedMessage(message: NonNullable<CompiledRule['message']>, values: readonly Value[]): string | undefined {
    try {
      const text = message.run(values, this.#budget);
      return typeof text === 'string' && !text.includes('\n') ? text.trim() : undefined;
    } catch (error) {
      if (error instanceof CelError || error instanceof CostError) return undefined;
      throw error;
    }
  }
}

/** What an item was before: known in list maps only. */
function correlation(schema: StructuralSchema, old: unknown): (item: unknown) => unknown {
  const keys = schema['x-kubernetes-list-map-keys'];
  if (!Array.isArray(old) || schema['x-kubernetes-list-type'] !== 'map' || !keys) return () => undefined;
  const keyOf = (item: unknown) => (isJsonObject(item) ? stableStringify(keys.map((key) => item[key] ?? null)) : '');
  const byKey = new Map(old.map((item) => [keyOf(item), item as unknown]));
  return (item) => byKey.get(keyOf(item));
}

function evaluationFailure(error: unknown, { rule }: CompiledRule): string {
  if (!(error instanceof CelError || error instanceof CostError)) throw error;
  const { message } = error;
  const told = rule.message?.trim() || rule.rule.trim();
  if (error instanceof CostError) {
    return `'${message}': no further validation rules will be run due to call cost exceeds limit for rule: ${told}`;
  }
  if (message.startsWith('no such overload')) {
    return `'${message}': call arguments did not match a supported operator, function or macro signature for rule: ${told}`;
  }
  return `${message} evaluating rule: ${told}`;
}

function typeName(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

/** Scalars are shown, objects and lists are not. */
const shown = (subject: unknown) => (typeof subject === 'object' ? '' : `: ${JSON.stringify(subject)}`);

function ruleError(
  reason: CompiledRule['rule']['reason'],
  field: string,
  { subject, detail }: { readonly subject: unknown; readonly detail: string },
): FieldError {
  switch (reason) {
    case 'FieldValueRequired':
      return requiredError(field, detail);
    case 'FieldValueForbidden':
      return forbiddenError(field, detail);
    case 'FieldValueDuplicate':
      return { type: reason, field, message: `Duplicate value${shown(subject)}` };
    case 'FieldValueInvalid':
    case undefined:
      return { type: 'FieldValueInvalid', field, message: `Invalid value${shown(subject)}: ${detail}` };
    default: {
      const unreachable: never = reason;
      return unreachable;
    }
  }
}
