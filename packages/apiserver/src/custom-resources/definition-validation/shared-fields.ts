import { deepEqual } from '@capstan/schema';
import type { Definition, DefinitionVersion } from '../definition.ts';

/** Fields that are told of once, at the top, when all versions have them alike. */
interface PerVersion {
  readonly schema: DefinitionVersion['schema'];
  readonly subresources: DefinitionVersion['subresources'];
  readonly columns: DefinitionVersion['additionalPrinterColumns'];
  readonly selectableFields: DefinitionVersion['selectableFields'];
}

/** A schema, or what goes with it, and where errors say that it is. */
export interface PlacedFields extends PerVersion {
  readonly schemaPath: string;
  readonly subresourcesPath: string;
  readonly columnsPath: string;
  readonly selectableFieldsPath: string;
  /** A version that uses the schema has a status subresource. */
  readonly hasStatus: boolean;
}

const nothing = { schema: undefined, subresources: undefined, columns: undefined, selectableFields: undefined };

/**
 * The fields of each version that differ between versions, and those that are the same in all: kube-apiserver keeps the
 * latter once for all versions, which shows in the paths of its errors.
 */
export function placeFields({ spec }: Definition): { readonly versions: readonly PlacedFields[]; readonly shared: PlacedFields } {
  const all = spec.versions.map(fieldsOf);
  const [first] = all;
  const isShared = (key: keyof PerVersion) => all.every((fields) => deepEqual(fields[key], first?.[key]));
  const keys = ['schema', 'subresources', 'columns', 'selectableFields'] as const;
  const sharedKeys = new Set(keys.filter(isShared));
  const pick = (fields: PerVersion | undefined, wanted: (key: keyof PerVersion) => boolean): PerVersion => ({
    ...nothing,
    ...Object.fromEntries(keys.filter(wanted).map((key) => [key, fields?.[key]])),
  });
  return {
    versions: all.map((fields, index) => ({
      ...pick(fields, (key) => !sharedKeys.has(key)),
      schemaPath: `spec.versions[${index}].schema.openAPIV3Schema`,
      subresourcesPath: `spec.versions[${index}].subresources`,
      columnsPath: `spec.versions[${index}].additionalPrinterColumns`,
      selectableFieldsPath: `spec.versions[${index}].selectableFields`,
      hasStatus: fields.subresources?.status !== undefined,
    })),
    shared: {
      ...pick(first, (key) => sharedKeys.has(key)),
      schemaPath: 'spec.validation.openAPIV3Schema',
      subresourcesPath: 'spec.subresources',
      columnsPath: 'spec.additionalPrinterColumns',
      selectableFieldsPath: 'spec.selectableFields',
      hasStatus: all.some(({ subresources }) => subresources?.status !== undefined),
    },
  };
}

const fieldsOf = (version: DefinitionVersion): PerVersion => ({
  schema: version.schema,
  subresources: version.subresources,
  columns: version.additionalPrinterColumns,
  selectableFields: version.selectableFields,
});
