import type { Client } from '@capstan/client';
import { type ResourceType, SubjectAccessReview } from '@capstan/schema';
import type { AllowedCalls } from './test-env.ts';
import { TestEnvError } from './test-env-error.ts';

/** Asks the server until it lets a user do all of this, which is a moment after it took the Roles and bindings that say so. */
export async function waitUntilAllowed(
  client: Client,
  user: string,
  resource: ResourceType,
  { verbs, ...where }: AllowedCalls,
): Promise<void> {
  const deadline = AbortSignal.timeout(30_000);
  const { group, plural } = resource;
  for (const verb of verbs) {
    const resourceAttributes = { verb, group, resource: plural, ...where };
    const review = () => client.create(SubjectAccessReview, { spec: { user, resourceAttributes } });
    while (!(await review()).status?.allowed) {
      if (!deadline.aborted) continue;
      const what = `${user} may not ${verb} ${plural} in namespace ${where.namespace}`;
      throw new TestEnvError(`${what}, though the test waited for it`, { code: 'NeverHappened' });
    }
  }
}
