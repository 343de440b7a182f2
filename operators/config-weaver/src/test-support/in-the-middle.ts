import { ConfigMapSync } from '../index.ts';
import type { RecordedRequest } from './recording-proxy.ts';
import { account } from './tenants.ts';
import type { WeaverEnv } from './weaver-env.ts';

export const isCreation = ({ method, path }: RecordedRequest): boolean => method === 'POST' && path.includes('/configmaps');

export const isRemoval = ({ method, path }: RecordedRequest): boolean => method === 'DELETE' && path.includes('/configmaps/');

/** Says yes to those requests of a kind that come after so many others of it. */
export function after(count: number, isOfKind: (request: RecordedRequest) => boolean): (request: RecordedRequest) => boolean {
  let seen = 0;
  return (request) => isOfKind(request) && ++seen > count;
}

/** Resolves when the operator has been told of all that became of ConfigMapSyncs until now: watches tell it in order. */
export async function untilTold({ env, client }: WeaverEnv, namespace: string): Promise<void> {
  const marker = { name: 'marker', namespace };
  const spec = { source: { name: 'nothing' }, syncToNamespaces: ['nowhere'], serviceAccount: { name: account } };
  await client.create(ConfigMapSync, { metadata: marker, spec });
  await env.eventually(ConfigMapSync, marker, ({ status }) => status !== undefined);
  await client.delete(ConfigMapSync, marker);
  await env.eventuallyGone(ConfigMapSync, marker);
}
