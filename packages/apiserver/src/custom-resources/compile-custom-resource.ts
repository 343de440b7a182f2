import { applyDefaults, type FieldError, pruneUnknown, type StructuralSchema, validateValue } from '@capstan/schema';
import type { MutableObject, ServedVersion } from '../resources/served-kind.ts';
import { compilePattern } from './patterns.ts';
import { objectMetaSchema, ownSchema } from './root-schema.ts';
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
  return {
    prune: (object, onUnknown) => pruneUnknown(object, schema, { metadata, ...(onUnknown && { onUnknown }) }),
    applyDefaults: (object) => applyDefaults(object, schema),
    validate: (object, old) => [
      ...validateValue(object, schema, { pattern: compilePattern, ...(old && { oldValue: old }) }),
      ...scaleErrors(object, version.subresources.scale),
    ],
  };
}
