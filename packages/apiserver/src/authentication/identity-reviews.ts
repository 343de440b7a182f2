import { fieldsOf, textOf, textsOf } from '../authorization/body-fields.ts';
import type { Review } from '../authorization/reviews.ts';
import { badRequest } from '../errors/status-error.ts';
import type { TokenAuthenticator } from './token-authenticator.ts';
import type { UserInfo } from './user-info.ts';

const apiVersion = 'authentication.k8s.io/v1';

/** Whose token is this? */
export const tokenReview =
  (tokens: TokenAuthenticator): Review =>
  async (body) => {
    const spec = fieldsOf(body['spec']);
    const token = textOf(spec?.['token']);
    if (token === '') throw badRequest('token is required for TokenReview in authentication');
    const audiences = textsOf(spec?.['audiences']);
    const result = await tokens.authenticate(token, audiences.length > 0 ? audiences : undefined);
    return {
      kind: 'TokenReview',
      apiVersion,
      metadata: body.metadata ?? {},
      spec: body['spec'],
      status: result.valid
        ? { authenticated: true, user: printedUser(result.user), audiences: result.audiences }
        : { user: {}, error: result.why },
    };
  };

/** Who am I? (`kubectl auth whoami`) */
export const selfSubjectReview =
  (clock: () => number): Review =>
  (_body, { user }) => ({
    kind: 'SelfSubjectReview',
    apiVersion,
    metadata: { creationTimestamp: timestamp(clock()) },
    status: { userInfo: printedUser(user) },
  });

const printedUser = ({ name, uid, groups, extra }: UserInfo) => ({
  username: name,
  ...(uid && { uid }),
  ...(groups.length > 0 && { groups }),
  ...(extra && Object.keys(extra).length > 0 && { extra }),
});

/** As Kubernetes writes a time: to the second. */
export const timestamp = (ms: number) => `${new Date(ms).toISOString().slice(0, 19)}Z`;
