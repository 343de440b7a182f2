import { defineResource, type ObjectOf, t } from '@capstan/schema';
import { syncIndexes } from './sync-indexes.ts';
import { withSyncRules } from './sync-rules.ts';
import { syncFields } from './sync-spec.ts';
import { syncColumns, syncConditions, syncStatus } from './sync-status.ts';

/** Keeps copies of ConfigMaps in other namespaces, with the rights of a ServiceAccount of its own namespace. */
export const ConfigMapSync = defineResource({
  group: 'weaver.capstan.dev',
  version: 'v1alpha1',
  kind: 'ConfigMapSync',
  scope: 'Namespaced',
  shortNames: ['cms', 'cmsync'],
  categories: ['weaver'],
  description: 'Keeps copies of ConfigMaps in other namespaces, with the rights of a ServiceAccount of its own namespace.',
  spec: withSyncRules(t.object(syncFields('ConfigMap'), { description: 'What is copied, where to, and as whom.' })),
  status: syncStatus,
  conditions: syncConditions,
  printerColumns: syncColumns,
  indexes: syncIndexes,
});
export type ConfigMapSync = ObjectOf<typeof ConfigMapSync>;
