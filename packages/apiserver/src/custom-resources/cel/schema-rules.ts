import type { StructuralSchema, ValidationRule } from '@capstan/schema';
import { type CelProgram, compileProgram } from './cel-program.ts';
import { type Convert, converterOf } from './json-values.ts';
import { escapeField, typeOfSchema } from './schema-types.ts';
import { type CelType, optionalOf } from './types.ts';

/** A rule of a schema, ready to be evaluated. */
export interface CompiledRule {
  readonly rule: ValidationRule;
  readonly program: CelProgram;
  readonly message: CelProgram | undefined;
  readonly usesOldSelf: boolean;
  /** Where failures are told of, below the value: `.spec.name`. */
  readonly fieldPath: string;
}

/** The rules of one schema. */
export interface SchemaRules {
  readonly convert: Convert;
  readonly rules: readonly CompiledRule[];
}

/** Type of what a rule's variables are; the name shows in errors of types. */
export const selfTypeName = 'selfType';

export const variablesOf = (self: CelType, { optionalOldSelf }: ValidationRule): Readonly<Record<string, CelType>> => ({
  self,
  oldSelf: optionalOldSelf ? optionalOf(self) : self,
});

/** Compiles the rules of a schema itself, not of what is inside. They were checked when their definition was accepted. */
export function compileSchemaRules(schema: StructuralSchema, place: 'root' | 'inside'): SchemaRules | undefined {
  const rules = schema['x-kubernetes-validations'] ?? [];
  const self = rules.length > 0 ? typeOfSchema(schema, selfTypeName, place) : undefined;
  if (!self) return undefined;
  return {
    convert: converterOf(schema, place),
    rules: rules.map((rule) => {
      const variables = variablesOf(self, rule);
      const program = compileProgram(rule.rule, variables);
      return {
        rule,
        program,
        message: rule.messageExpression ? compileProgram(rule.messageExpression, variables) : undefined,
        usesOldSelf: program.uses('oldSelf'),
        fieldPath: normalizedPath(schema, rule.fieldPath ?? '') ?? '',
      };
    }),
  };
}

const pathPart = /^(?:\.((?:[^.[\]'\\])+)|\['((?:[^'\\]|\\.)*)'\])/;

/** A rule's field path as errors print it; `undefined` when the schema has no such field. */
export function normalizedPath(schema: StructuralSchema, path: string): string | undefined {
  let rest = path;
  let current: StructuralSchema | undefined = schema;
  let printed = '';
  while (rest !== '') {
    const match = pathPart.exec(rest);
    const name: string | undefined = match?.[1] ?? match?.[2]?.replace(/\\(.)/g, '$1');
    if (!match || name === undefined) return undefined;
    const property: StructuralSchema | undefined = current?.properties?.[name];
    const additional: StructuralSchema | boolean | undefined = current?.additionalProperties;
    if (property) printed += `.${name}`;
    else if (typeof additional === 'object') printed += `[${name}]`;
    else return undefined;
    if (property && match[1] !== undefined && escapeField(name) === undefined && name.includes('-')) return undefined;
    current = property ?? (typeof additional === 'object' ? additional : undefined);
    rest = rest.slice(match[0].length);
  }
  return printed;
}
