import { isApiError } from '@capstan/client';
import { CapiError } from '../capi-error.ts';
import type { HookHandler } from '../hooks/define-hook.ts';

/**
 * What the caller is told of an error that a handler threw. It ends up in the Cluster's conditions: so the same mistake gives
 * the same text, and nothing of a foreign error's own text, which may hold a secret or a time. The log has that.
 */
export function failureMessage({ name }: Pick<HookHandler, 'name'>, error: unknown): string {
  if (isApiError(error)) {
    const { reason, subject } = error;
    const object =
      subject && `${subject.kind} ${subject.namespace === undefined ? '' : `${subject.namespace}/`}${subject.name ?? ''}`;
    return `handler ${name} failed: the API server answered ${reason}${object ? ` for ${object.trim()}` : ''}`;
  }
  if (error instanceof CapiError) return `handler ${name} failed: ${error.message}`;
  const coded = error instanceof Error && 'code' in error && typeof error.code === 'string' ? ` (${error.code})` : '';
  return `handler ${name} failed with ${error instanceof Error ? error.name : 'something that is no error'}${coded}`;
}
