import { type Client, isApiError } from '@capstan/client';
import { SelfSubjectAccessReview } from '@capstan/schema';
import type { ServiceAccountRef, TenantClient } from '../controller.ts';
import type { ServiceAccountTokens } from './service-account-tokens.ts';

/** The API as one ServiceAccount sees it. A token that the server refuses is replaced once. */
export async function tenantClient(
  client: Client,
  tokens: ServiceAccountTokens,
  who: ServiceAccountRef,
  fieldManager: string,
): Promise<TenantClient> {
  await tokens.token(who); // a missing ServiceAccount is found here, not in the first call
  const tenant = client.with({ token: () => tokens.token(who), fieldManager });
  const withFreshToken = async <T>(call: () => Promise<T>): Promise<T> => {
    try {
      return await call();
    } catch (error) {
      if (!isApiError(error, 'Unauthorized')) throw error;
      tokens.forget(who);
      return call();
    }
  };
  return {
    user: `system:serviceaccount:${who.namespace}:${who.serviceAccount}`,
    get: (...call) => withFreshToken(() => tenant.get(...call)),
    find: (...call) => withFreshToken(() => tenant.find(...call)),
    list: (...call) => tenant.list(...call),
    create: (...call) => withFreshToken(() => tenant.create(...call)),
    apply: (...call) => withFreshToken(() => tenant.apply(...call)),
    patch: (...call) => withFreshToken(() => tenant.patch(...call)),
    delete: (...call) => withFreshToken(() => tenant.delete(...call)),
    async can(verb, resource, { name, namespace }) {
      const { group, plural } = resource;
      const resourceAttributes = { verb, group, resource: plural, ...(name && { name }), ...(namespace && { namespace }) };
      const review = await withFreshToken(() => tenant.create(SelfSubjectAccessReview, { spec: { resourceAttributes } }));
      return review.status?.allowed ?? false;
    },
  };
}
