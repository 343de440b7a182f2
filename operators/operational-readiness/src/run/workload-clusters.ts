import type { ClusterCache } from '@capstan/capi';
import { type Client, isApiError } from '@capstan/client';
import type { ObjectRef } from '@capstan/schema';
import { isReadinessError } from '../readiness-error.ts';

/** Ways into workload clusters. */
export interface WorkloadClusters {
  /** Throws `ClusterUnreachable` at once where there is no way now. */
  client(cluster: ObjectRef): Promise<Client>;
}

export const cachedClusters = (cache: ClusterCache): WorkloadClusters => ({
  client: async (cluster) => cache.connection(cluster).client,
});

/** Whether a workload cluster could not be reached: worth another try, and no fault of the run. */
export function isUnreachable(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  if ('code' in error && error.code === 'ClusterUnreachable') return true;
  if (error.name === 'ApiError' && 'code' in error && error.code === 0) return true; // no answer came
  // Something else answers in its place: a login page, half a document.
  return (
    isReadinessError(error, 'NoApiServer') || (error.name === 'ClientError' && 'code' in error && error.code === 'InvalidAnswer')
  );
}

/** Whether a workload cluster did not do what was asked of it: it could not be reached, or refused. */
export const isWorkloadTrouble = (error: unknown): error is Error => isUnreachable(error) || isApiError(error);
