import { isApiError } from '@capstan/client';
import type { ObjectRef } from '@capstan/schema';
import { accountOf } from '../api/sync.ts';
import type { CopyKind } from '../content/copy-kind.ts';
import { lacks } from '../rights/rights.ts';
import { type CopyJob, refused, type TargetState, type TroubledTarget } from './copy-job.ts';

/** The refusal for a right that the tenant lacks, if it lacks one. */
export async function withoutRight(
  job: Pick<CopyJob, 'sync' | 'kind' | 'tenant' | 'namespaces' | 'memory'>,
  ref: ObjectRef,
  verbs: readonly string[],
): Promise<TroubledTarget | undefined> {
  const { sync, kind, tenant, namespaces, memory } = job;
  const { namespace = '' } = ref;
  const namespaceUid = namespaces.get({ name: namespace })?.metadata.uid;
  const verb = await memory.rights.missing(tenant, { resource: kind.resource, ref, namespaceUid }, verbs);
  return verb === undefined ? undefined : refused(namespace, 'Forbidden', lacks(accountOf(sync), verb, kind.resource, namespace));
}

/** What a failed write says about a target. */
export async function explainFailure(job: CopyJob, namespace: string, error: unknown): Promise<TargetState> {
  if (isApiError(error) && error.causes.some(({ reason }) => reason === 'NamespaceTerminating'))
    return refused(namespace, 'NamespaceTerminating', `namespace ${namespace} is being deleted`);
  if (isApiError(error, 'NotFound') && error.subject?.kind === 'Namespace')
    return refused(namespace, 'NamespaceNotFound', `namespace ${namespace} does not exist`);
  if (isApiError(error, 'Forbidden')) {
    const ref = { name: job.desired.name, namespace };
    job.memory.rights.forget(job.tenant, job.kind.resource, ref);
    const lacking = await withoutRight(job, ref, ['create', 'patch', 'get', 'delete']);
    return lacking ?? refused(namespace, 'Forbidden', describeError(error, job.kind));
  }
  return { namespace, state: 'Failed', reason: 'Failed', message: describeError(error, job.kind) };
}

/** An error in words. What a server says about a Secret may quote it, so of that only the reason is told. */
export function describeError(error: unknown, { resource }: CopyKind): string {
  if (isApiError(error) && resource.kind === 'Secret') {
    const fields = error.causes.flatMap(({ field }) => field ?? []);
    return `the server answered ${error.reason} (${error.code})${fields.length > 0 ? ` about ${fields.join(', ')}` : ''}`;
  }
  return (error instanceof Error ? error.message : String(error)).slice(0, 512);
}
