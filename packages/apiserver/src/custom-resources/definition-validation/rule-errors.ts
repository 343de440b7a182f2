import type { FieldError } from '@capstan/schema';
import type { WrittenSchema } from './written-schema.ts';

/** What is wrong with the CEL rules of a schema. */
export function ruleErrors(_schema: WrittenSchema, _path: string): readonly FieldError[] {
  return [];
}
