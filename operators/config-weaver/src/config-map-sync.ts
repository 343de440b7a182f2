import { defineResource, type ObjectOf, t } from '@capstan/schema';

const namespaceName = t.string({ minLength: 1, maxLength: 63, pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$' });
const objectName = {
  minLength: 1,
  maxLength: 253,
  pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$',
};

/** Keeps copies of one ConfigMap in other namespaces, with the rights of a ServiceAccount of its own namespace. */
export const ConfigMapSync = defineResource({
  group: 'weaver.capstan.dev',
  version: 'v1alpha1',
  kind: 'ConfigMapSync',
  scope: 'Namespaced',
  shortNames: ['cms', 'cmsync'],
  spec: t.object({
    source: t.object(
      {
        name: t.string({ ...objectName, description: 'Name of the ConfigMap to copy.' }),
        namespace: t
          .string({
            minLength: 1,
            maxLength: 63,
            description: 'Namespace of the ConfigMap to copy. Default: the namespace of this object.',
          })
          .optional(),
      },
      { description: 'The ConfigMap to copy.' },
    ),
    syncToNamespaces: t.set(namespaceName, {
      minItems: 1,
      maxItems: 10_000,
      description:
        'Namespaces that get a copy of the same name. Each must allow the ServiceAccount to get, create and patch ConfigMaps.',
    }),
    serviceAccount: t.object(
      {
        name: t.string({
          ...objectName,
          default: 'default',
          description: 'Name of the ServiceAccount, in the namespace of this object.',
        }),
      },
      { default: {}, description: 'Whose rights are used to read the source and to write the copies.' },
    ),
  }),
  status: t.object({
    observedGeneration: t.integer({ description: 'Generation of the spec this status is about.' }).optional(),
    progress: t.string({ description: 'Copies that are right, of those wanted: 2/3.' }).optional(),
    targets: t
      .mapList(
        t.object({
          namespace: t.string(),
          state: t.enum(['Synced', 'Refused', 'Failed']),
          message: t.string({ description: 'Why, where it is not Synced.' }).optional(),
        }),
        'namespace',
        { description: 'Each target namespace, those that need attention first.' },
      )
      .optional(),
  }),
  conditions: {
    Ready: ['Synced', 'SourceNotFound', 'SourceForbidden', 'ServiceAccountNotFound', 'TargetsRefused', 'TargetsFailed'],
    SourceFound: ['Found', 'NotFound', 'Forbidden', 'Unknown'],
    TargetsSynced: ['AllSynced', 'SomeRefused', 'SomeFailed', 'Unknown'],
  },
  printerColumns: [
    { name: 'Source', type: 'string', jsonPath: '.spec.source.name' },
    { name: 'Ready', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
    { name: 'Targets', type: 'string', jsonPath: '.status.progress' },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ],
  indexes: {
    source: (sync) => [`${sync.spec.source.namespace ?? sync.metadata.namespace}/${sync.spec.source.name}`],
  },
});
export type ConfigMapSync = ObjectOf<typeof ConfigMapSync>;
