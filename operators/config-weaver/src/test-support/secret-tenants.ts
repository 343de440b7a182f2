import type { Client } from '@capstan/client';
import { type InputOf, Secret } from '@capstan/schema';
import type { TestEnv } from '@capstan/testenv';
import { SecretSync } from '../index.ts';
import { account, tenantNamespace } from './tenants.ts';

/** The Secret, its sync and its copies are called `db`. */
export const db = (namespace: string) => ({ name: 'db', namespace });
export const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** A tenant's namespace with the Secret `db`. */
export async function secretTenant(env: TestEnv, secret: Partial<InputOf<typeof Secret>> = {}): Promise<string> {
  const namespace = await tenantNamespace(env);
  await env.client.create(Secret, { metadata: db(namespace), data: { password: base64('ours') }, ...secret });
  return namespace;
}

/** Creates the sync `db` of the Secret `db`. */
export async function makeSecretSync(
  client: Client,
  namespace: string,
  spec: Partial<InputOf<typeof SecretSync>['spec']>,
): Promise<SecretSync> {
  return client.create(SecretSync, {
    metadata: db(namespace),
    spec: { source: { name: 'db' }, serviceAccount: { name: account }, ...spec },
  });
}

/** Deletes the sync `db`, and is done when it is gone. */
export async function deleteSecretSync(env: TestEnv, namespace: string): Promise<void> {
  await env.client.delete(SecretSync, db(namespace));
  await env.eventuallyGone(SecretSync, db(namespace));
}
