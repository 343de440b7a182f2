import {
  applyDefaults,
  type FieldError,
  type FieldErrorType,
  invalidError,
  pruneUnknown,
  type StructuralSchema,
  validateValue,
} from '@capstan/schema';
import type { MutableObject, ServedVersion } from '../resources/served-kind.ts';
import type { RuleValidator } from './cel/validate-rules.ts';
import { embeddedValidator } from './embedded-errors.ts';
import { compilePattern } from './patterns.ts';
import { objectMetaSchema, ownSchema } from './root-schema.ts';
import { hasRules, ruleEngine } from './rule-engine.ts';
import { scaleErrors } from './scale-errors.ts';

/** What a definition's schema does with objects. */
export interface CompiledCustomResource {
  /** Drops unknown fields, in place, and tells of each, as `spec.list[0].field`. */
  prune(object: MutableObject, onUnknown?: (path: string) => void): void;
  /** Fills in defaults, in place. */
  applyDefaults(object: MutableObject): void;
  /** What is wrong with a pruned and defaulted object, besides its metadata; `old` is what an update started from. */
  validate(object: MutableObject, old?: MutableObject): readonly FieldError[];
}

const bySchema = new WeakMap<StructuralSchema, CompiledCustomResource>();

/** Compiles a served version of a custom kind, once for each schema it has had. */
export function compileCustomResource(version: ServedVersion): CompiledCustomResource {
  let compiled = bySchema.get(version.schema);
  if (!compiled) {
    compiled = compile(version);
    bySchema.set(version.schema, compiled);
  }
  return compiled;
}

function compile(version: ServedVersion): CompiledCustomResource {
  const schema = ownSchema(version.schema);
  const metadata = objectMetaSchema();
  const validateEmbedded = embeddedValidator(schema);
  let validateRules: RuleValidator | undefined;
  const ruled = hasRules(schema);
  return {
    prune: (object, onUnknown) => pruneUnknown(object, schema, { metadata, ...(onUnknown && { onUnknown }) }),
    applyDefaults: (object) => applyDefaults(object, schema),
    validate(object, old) {
      const errors = [
        ...validateValue(object, schema, { pattern: compilePattern, ...(old && { oldValue: old }) }),
        ...scaleErrors(object, version.subresources.scale),
        ...(validateEmbedded?.(object) ?? []),
      ];
      if (!ruled) return errors;
      if (errors.some(({ type }) => blocking.has(type))) return [...errors, unchecked];
      validateRules ??= ruleEngine().ruleValidator(schema);
      return [...errors, ...(validateRules?.(object, old) ?? [])];
    },
  };
}

/** Rules could stumble over values that are wrong in these ways. */
const blocking: ReadonlySet<FieldErrorType> = new Set([
  'FieldValueNotSupported',
  'FieldValueRequired',
  'FieldValueTooLong',
  'FieldValueTooMany',
  'FieldValueTypeInvalid',
]);

const unchecked = invalidError(
  '<nil>',
  null,
  'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation',
);
