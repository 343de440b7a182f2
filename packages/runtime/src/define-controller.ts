import type { ResourceType } from '@capstan/schema';
import type { Controller, ControllerDefinition, ErasedDefinition } from './controller.ts';
import { leastRules } from './least-rules.ts';

/**
 * Defines a controller: the kind it keeps, what it touches, and how it reconciles. RBAC, caches and wake-ups follow from
 * the declaration, and the compiler refuses what was not declared.
 *
 * @example
 * const paint = controller({
 *   name: 'paint', for: Paint, writes: [ConfigMap],
 *   async reconcile(object, ctx) {
 *     await ctx.apply(ConfigMap, { metadata: { name: object.metadata.name }, data: { color: object.spec.color } });
 *     return done();
 *   },
 * });
 */
export function controller<For extends ResourceType, Reads extends ResourceType = never, Writes extends ResourceType = never>(
  definition: ControllerDefinition<For, Reads, Writes>,
): Controller {
  // The manager passes each reconciler objects of its own kind; here the compiler's knowledge of which one ends.
  const erased = definition as unknown as ErasedDefinition;
  return { name: definition.name, for: definition.for, definition: erased, rules: () => leastRules(erased) };
}
