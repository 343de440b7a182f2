import { defineResource, type ObjectOf, t } from '@capstan/schema';
import { syncIndexes } from './sync-indexes.ts';
import { withSyncRules } from './sync-rules.ts';
import { syncFields } from './sync-spec.ts';
import { syncColumns, syncConditions, syncStatus } from './sync-status.ts';

/** Keeps copies of Secrets in other namespaces, with the rights of a ServiceAccount of its own namespace. */
export const SecretSync = defineResource({
  group: 'weaver.capstan.dev',
  version: 'v1alpha1',
  kind: 'SecretSync',
  scope: 'Namespaced',
  shortNames: ['ss'],
  categories: ['weaver'],
  description: 'Keeps copies of Secrets in other namespaces, with the rights of a ServiceAccount of its own namespace.',
  spec: withSyncRules(
    t.object(
      {
        ...syncFields('Secret'),
        allowPrivateKey: t.boolean({
          default: false,
          description: 'Allows to copy a kubernetes.io/tls Secret with its private key. Without it, keys.include must name keys.',
        }),
      },
      { description: 'What is copied, where to, and as whom.' },
    ),
  ),
  status: syncStatus,
  conditions: syncConditions,
  printerColumns: syncColumns,
  indexes: syncIndexes,
});
export type SecretSync = ObjectOf<typeof SecretSync>;
