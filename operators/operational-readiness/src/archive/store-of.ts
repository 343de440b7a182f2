import type { StoreOf } from './archive-store.ts';
import { secretStore } from './secret-store.ts';

/** The store that a profile names. */
export const storeOf: StoreOf = async ({ store }, { management, signal }) => {
  const options = { ...(signal && { signal }) };
  switch (store) {
    case 'Secrets':
      return secretStore(management.with({ fieldManager: 'operational-readiness' }), options);
    default:
      return undefined;
  }
};
