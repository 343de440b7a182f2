import { createRequire } from 'node:module';
import { extname } from 'node:path';
import type { StructuralSchema } from '@capstan/schema';

type RuleEngine = typeof import('./cel/rule-engine.ts');

const require = createRequire(import.meta.url);

/**
 * The CEL engine, loaded when a rule first needs it: that takes longer than everything else a small server loads for its
 * custom resources. It is the only module loaded in this way, because rules are compiled where nothing can be awaited.
 */
export const ruleEngine = (): RuleEngine => require(`./cel/rule-engine${extname(import.meta.url)}`) as RuleEngine; // what the module is

/** Whether a schema, or one in it, has rules. */
export function hasRules(schema: StructuralSchema): boolean {
  if (schema['x-kubernetes-validations']?.length) return true;
  const { properties, items, additionalProperties } = schema;
  if (items && hasRules(items)) return true;
  if (typeof additionalProperties === 'object' && hasRules(additionalProperties)) return true;
  for (const name in properties) if (properties[name] && hasRules(properties[name])) return true;
  return false;
}
