import type { ResourceNames } from './check-definition.ts';
import type { CustomResourceDefinitionManifest, PrinterColumn } from './defined-resource.ts';
import type { Scope } from './resource-type.ts';
import type { JsonObject, JsonValue, StructuralSchema } from './structural-schema.ts';

interface CrdParts {
  readonly group: string;
  readonly version: string;
  readonly scope: Scope;
  readonly names: ResourceNames;
  readonly schema: StructuralSchema;
  readonly hasStatus: boolean;
  readonly columns: readonly PrinterColumn[];
  readonly scale?: {
    readonly specReplicasPath: string;
    readonly statusReplicasPath: string;
    readonly labelSelectorPath?: string;
  };
}

/** The CustomResourceDefinition of a kind, one version of it. */
export function crdManifest({
  group,
  version,
  scope,
  names,
  schema,
  hasStatus,
  columns,
  scale,
}: CrdParts): CustomResourceDefinitionManifest {
  const { shortNames, categories, ...required } = names;
  const spec: JsonObject = {
    group,
    scope,
    names: { ...required, ...(shortNames.length > 0 && { shortNames }), ...(categories.length > 0 && { categories }) },
    versions: [
      {
        name: version,
        served: true,
        storage: true,
        schema: { openAPIV3Schema: schema as JsonObject }, // a structural schema is JSON
        ...((hasStatus || scale) && { subresources: { ...(hasStatus && { status: {} }), ...(scale && { scale }) } }),
        ...(columns.length > 0 && { additionalPrinterColumns: columns.map((column): JsonValue => ({ ...column })) }),
      },
    ],
  };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${names.plural}.${group}` },
    spec,
  };
}
