import { type Client, isApiError } from '@capstan/client';
import type { Duration } from '@capstan/schema';
import { CapiError } from '../capi-error.ts';

/** Whether an API server answers: resolves if so, rejects with the reason if not. */
export async function probe(
  client: Client,
  options: { readonly timeout: Duration; readonly signal: AbortSignal },
): Promise<void> {
  try {
    const { status } = await client.request({ method: 'GET', path: '/', ...options });
    if (status < 300) return;
    throw new CapiError(`GET / is answered with ${status}, which no API server does`, {
      code: 'ClusterUnreachable',
      hint: 'Is there a proxy or a load balancer in front that wants something?',
    });
  } catch (error) {
    // Who may not read the root of the API has been recognised by a server that works.
    if (!isApiError(error, 'Forbidden')) throw error;
  }
}

export const isRefusedCredential = (error: unknown): boolean => isApiError(error, 'Unauthorized');
