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

export const decodeDefinition = ({ bytes }: { readonly bytes: Buffer }): Definition => JSON.parse(bytes.toString()) as Definition; // only validated definitions are stored
