import type { StructuralSchema } from '@capstan/schema';
import type { MutableObject } from '../../resources/served-kind.ts';
import type { Definition, DefinitionVersion } from '../definition.ts';

/** A definition as someone would write it, of kind `Thing` in group `ex.io`. */
export function thingDefinition(
  spec: Partial<Definition['spec']> = {},
  metadata: Partial<MutableObject['metadata']> = {},
): MutableObject {
  const { group = 'ex.io', names = { plural: 'things', kind: 'Thing' } } = spec;
  return structuredClone({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${names.plural}.${group}`, ...metadata },
    spec: { group, scope: 'Namespaced', names, versions: [thingVersion()], ...spec },
  });
}

export const thingVersion = (version: Partial<DefinitionVersion> = {}): DefinitionVersion => ({
  name: 'v1',
  served: true,
  storage: true,
  schema: { openAPIV3Schema: { type: 'object' } },
  ...version,
});

/** A definition whose objects have a `spec` of this schema. */
export const thingWithSpec = (spec: unknown): MutableObject =>
  thingWithSchema({ type: 'object', properties: { spec: spec as StructuralSchema } }); // tests write schemas that are none, too

export const thingWithSchema = (openAPIV3Schema: StructuralSchema): MutableObject =>
  thingDefinition({ versions: [thingVersion({ schema: { openAPIV3Schema } })] });
