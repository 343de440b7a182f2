import type { CustomResourceDefinition } from '@capstan/schema';

/** A CustomResourceDefinition as it is stored: defaulted and validated. */
export type Definition = CustomResourceDefinition;
export type DefinitionVersion = Definition['spec']['versions'][number];
export type DefinitionNames = Definition['spec']['names'];
export type DefinitionCondition = NonNullable<NonNullable<Definition['status']>['conditions']>[number];

export const definitionsResource = 'customresourcedefinitions.apiextensions.k8s.io';
export const cleanupFinalizer = 'customresourcecleanup.apiextensions.k8s.io';

export const conditionOf = (definition: Definition, type: string): DefinitionCondition | undefined =>
  definition.status?.conditions?.find((condition) => condition.type === type);

export const isTrue = (definition: Definition, type: string): boolean => conditionOf(definition, type)?.status === 'True';

export const storageVersionOf = ({ spec }: Definition): string => spec.versions.find(({ storage }) => storage)?.name ?? '';

const decoded = new WeakMap<object, Definition>();

/** Decodes a stored definition, once: schemas can be large, and many look at them. */
export function decodeDefinition(stored: { readonly bytes: Buffer }): Definition {
  let definition = decoded.get(stored);
  if (!definition) {
    definition = JSON.parse(stored.bytes.toString()) as Definition; // only validated definitions are stored
    decoded.set(stored, definition);
  }
  return definition;
}
