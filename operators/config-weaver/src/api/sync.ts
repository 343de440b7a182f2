import type { Context } from '@capstan/runtime';
import type { ConfigMapSync } from './config-map-sync.ts';
import type { SecretSync } from './secret-sync.ts';

/** A sync of either kind; what differs is in its {@link CopyKind}. */
export type Sync = ConfigMapSync | SecretSync;

/** What a visit uses of the framework: nothing of it reads or writes a tenant's data. Both kinds have the same status. */
export type SyncContext = Pick<
  Context<typeof ConfigMapSync>,
  'signal' | 'log' | 'metadata' | 'measure' | 'isCurrent' | 'condition' | 'status' | 'flush' | 'event' | 'as' | 'follow'
> & { readonly deletion?: 'Orphan' | 'Foreground' | undefined };

/** The namespace of a sync, which the server always fills in. */
export const namespaceOf = ({ metadata }: Sync): string => metadata.namespace ?? '';

/** The ServiceAccount a sync acts as, as `namespace/name`. */
export const accountOf = (sync: Sync): string => `${namespaceOf(sync)}/${sync.spec.serviceAccount.name}`;
