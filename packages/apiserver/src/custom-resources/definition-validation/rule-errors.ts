import {
  type FieldError,
  invalidError,
  notSupportedError,
  requiredError,
  type StructuralSchema,
  type ValidationRule,
} from '@capstan/schema';
import { CelConstantError, type CelProgram, compileProgram } from '../cel/cel-program.ts';
import { normalizedPath, selfTypeName, variablesOf } from '../cel/schema-rules.ts';
import { typeOfSchema } from '../cel/schema-types.ts';
import { CelSourceError } from '../cel/source-error.ts';
import type { WrittenSchema } from './written-schema.ts';

/** What is wrong with the rules of a schema: how they are written, and then whether they compile. */
export function ruleErrors(written: WrittenSchema, path: string): readonly FieldError[] {
  const schema = written as StructuralSchema; // checked to be structural before
  return schemaRuleErrors(schema, path, 'root', undefined);
}

function schemaRuleErrors(
  schema: StructuralSchema,
  path: string,
  place: 'root' | 'inside',
  uncorrelatable: string | undefined,
): readonly FieldError[] {
  const { properties = {}, additionalProperties, items } = schema;
  const isMapList = schema['x-kubernetes-list-type'] === 'map';
  return [
    ...ownErrors(schema, path, place, uncorrelatable),
    ...Object.keys(properties)
      .toSorted()
      .flatMap((name) => schemaRuleErrors(properties[name] ?? {}, `${path}.properties[${name}]`, 'inside', uncorrelatable)),
    ...(typeof additionalProperties === 'object'
      ? schemaRuleErrors(additionalProperties, `${path}.additionalProperties`, 'inside', uncorrelatable)
      : []),
    ...(items ? schemaRuleErrors(items, `${path}.items`, 'inside', isMapList ? uncorrelatable : (uncorrelatable ?? path)) : []),
  ];
}

function ownErrors(
  schema: StructuralSchema,
  path: string,
  place: 'root' | 'inside',
  uncorrelatable: string | undefined,
): readonly FieldError[] {
  const rules = schema['x-kubernetes-validations'] ?? [];
  const field = (index: number) => `${path}.x-kubernetes-validations[${index}]`;
  const written = rules.flatMap((rule, index) => writtenErrors(rule, schema, field(index)));
  if (written.length > 0) return written;
  return rules.flatMap((rule, index) => compileErrors(rule, { schema, field: field(index), place, uncorrelatable }));
}

const reasons = ['FieldValueDuplicate', 'FieldValueForbidden', 'FieldValueInvalid', 'FieldValueRequired'];
const isBlank = (text: string | undefined) => text !== undefined && text !== '' && text.trim() === '';
const hasLines = (text: string | undefined) => text !== undefined && /[\n\r]/.test(text);

function writtenErrors(rule: ValidationRule, schema: StructuralSchema, field: string): readonly FieldError[] {
  const { message, messageExpression, reason, fieldPath } = rule;
  const errors: FieldError[] = [];
  if (rule.rule.trim() === '') errors.push(requiredError(`${field}.rule`, 'rule is not specified'));
  if (isBlank(message)) errors.push(invalidError(`${field}.message`, message, 'must be non-empty if specified'));
  else if (hasLines(message?.trim())) errors.push(invalidError(`${field}.message`, message, 'must not contain line breaks'));
  else if (hasLines(rule.rule.trim()) && !message) {
    errors.push(requiredError(`${field}.message`, 'message must be specified if rule contains line breaks'));
  }
  if (isBlank(messageExpression))
    errors.push(requiredError(`${field}.messageExpression`, 'messageExpression must be non-empty if specified'));
  if (reason !== undefined && !reasons.includes(reason)) errors.push(notSupportedError(`${field}.reason`, reason, reasons));
  if (isBlank(fieldPath)) errors.push(invalidError(`${field}.fieldPath`, fieldPath, 'must be non-empty if specified'));
  if (hasLines(fieldPath)) errors.push(invalidError(`${field}.fieldPath`, fieldPath, 'must not contain line breaks'));
  if (fieldPath && normalizedPath(schema, fieldPath) === undefined) {
    errors.push(invalidError(`${field}.fieldPath`, fieldPath, 'must be a valid path'));
  }
  return errors;
}

interface RulePlace {
  readonly schema: StructuralSchema;
  readonly field: string;
  readonly place: 'root' | 'inside';
  readonly uncorrelatable: string | undefined;
}

function compileErrors(rule: ValidationRule, { schema, field, place, uncorrelatable }: RulePlace): readonly FieldError[] {
  const self = typeOfSchema(schema, selfTypeName, place);
  if (!self) return [wrongRule(`${field}.rule`, rule, 'rules can not be evaluated on values of unknown type')];
  const variables = variablesOf(self, rule);
  const errors: FieldError[] = [];
  const attempt = (key: 'rule' | 'messageExpression', wanted: 'bool' | 'string'): CelProgram | undefined => {
    const result = tryCompile(rule[key] ?? '', variables);
    const wrong = typeof result === 'string' ? `${prefixes[key]}${result}` : result.type === wanted ? undefined : mistyped[key];
    if (wrong) errors.push(wrongRule(`${field}.${key}`, rule, wrong));
    return typeof result === 'string' || wrong ? undefined : result;
  };
  const usesOldSelf = attempt('rule', 'bool')?.uses('oldSelf') ?? false;
  if (rule.messageExpression) attempt('messageExpression', 'string');
  if (usesOldSelf && uncorrelatable !== undefined) {
    const detail = `oldSelf cannot be used on the uncorrelatable portion of the schema within ${uncorrelatable}`;
    errors.push(invalidError(`${field}.rule`, rule.rule, detail));
  }
  if (!usesOldSelf && rule.optionalOldSelf !== undefined) {
    const detail = 'may not be set if oldSelf is not used in rule';
    errors.push(invalidError(`${field}.optionalOldSelf`, rule.optionalOldSelf, detail));
  }
  return errors;
}

const prefixes = { rule: '', messageExpression: 'messageExpression ' };
const mistyped = {
  rule: 'cel expression must evaluate to a bool',
  messageExpression: 'messageExpression must evaluate to a string',
};

/** The program, or what is wrong with its text. */
function tryCompile(source: string, variables: Parameters<typeof compileProgram>[1]): CelProgram | string {
  try {
    return compileProgram(source, variables);
  } catch (error) {
    if (error instanceof CelSourceError) return `compilation failed: ${error.message}`;
    if (error instanceof CelConstantError) return error.message;
    throw error;
  }
}

const htmlEscapes: Readonly<Record<string, string>> = { '<': '\\u003c', '>': '\\u003e', '&': '\\u0026' };

/** An error that shows a rule as kube-apiserver's own type prints it. */
function wrongRule(field: string, written: ValidationRule, detail: string): FieldError {
  const { rule, message = '', messageExpression = '', fieldPath = '', ...rest } = written;
  const shown = {
    Rule: rule,
    Message: message,
    MessageExpression: messageExpression,
    Reason: rest.reason ?? null,
    FieldPath: fieldPath,
    OptionalOldSelf: rest.optionalOldSelf ?? null,
  };
  const text = JSON.stringify(shown).replace(/[<>&]/g, (char) => htmlEscapes[char] ?? char);
  return { type: 'FieldValueInvalid', field, message: `Invalid value: ${text}: ${detail}` };
}
