import type { Client } from '@capstan/client';
import { SubjectAccessReview } from '@capstan/schema';

/** What a user asks of a server: a verb and a resource, of the core group where none is named. */
export interface Right {
  readonly verb: string;
  readonly resource: string;
  readonly group?: string;
  readonly namespace: string;
}

/**
 * Resolves when the server allows a user all of this, or none of it. It takes Roles and their bindings, and heeds them a moment
 * later: until then whoever acts by them meets the rights of before.
 */
export async function untilRightsAre(
  client: Client,
  state: 'given' | 'gone',
  user: string,
  rights: readonly Right[],
): Promise<void> {
  const deadline = AbortSignal.timeout(60_000);
  for (const resourceAttributes of rights) {
    const isAllowed = async () =>
      (await client.create(SubjectAccessReview, { spec: { user, resourceAttributes } }, { signal: deadline })).status?.allowed;
    while ((await isAllowed()) !== (state === 'given')) deadline.throwIfAborted();
  }
}

/** Each verb on each resource of a namespace. */
export const rightsOn = (namespace: string, verbs: readonly string[], resources: readonly string[]): readonly Right[] =>
  resources.flatMap((resource) => verbs.map((verb) => ({ verb, resource, namespace })));
