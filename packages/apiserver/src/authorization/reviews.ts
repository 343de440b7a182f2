/**
 * Everything that is created but never stored: the answer is worked out of the body.
 *
 * `createReviews(…)` has one function for each, by resource (and subresource), so that a router can look it up:
 *
 * | resource | group | scope |
 * | --- | --- | --- |
 * | `subjectaccessreviews`, `selfsubjectaccessreviews`, `selfsubjectrulesreviews` | authorization.k8s.io | cluster |
 * | `localsubjectaccessreviews` | authorization.k8s.io | namespace |
 * | `tokenreviews`, `selfsubjectreviews` | authentication.k8s.io | cluster |
 * | `serviceaccounts/token` | authentication.k8s.io, below the core group's ServiceAccount | namespace |
 *
 * All answer 201. A failure is a `StatusError`.
 */
import { selfSubjectReview, tokenReview } from '../authentication/identity-reviews.ts';
import type { TokenAuthenticator } from '../authentication/token-authenticator.ts';
import type { TokenIssuer } from '../authentication/token-issuer.ts';
import { tokenRequest } from '../authentication/token-request.ts';
import type { UserInfo } from '../authentication/user-info.ts';
import type { MutableObject } from '../resources/served-kind.ts';
import type { Store } from '../storage/store.ts';
import { localSubjectAccessReview, selfSubjectAccessReview, subjectAccessReview } from './access-review.ts';
import type { Authorizer } from './attributes.ts';
import type { RuleResolver } from './rbac-authorizer.ts';
import { selfSubjectRulesReview } from './rules-review.ts';

export interface ReviewContext {
  readonly user: UserInfo;
  /** Of the request's path; `''` at cluster scope. */
  readonly namespace: string;
  /** Of the request's path: the ServiceAccount of a TokenRequest. */
  readonly name?: string;
}

/** Takes a decoded body, which it may change, and answers the object to send. */
export type Review = (body: MutableObject, context: ReviewContext) => MutableObject | Promise<MutableObject>;

export type ReviewResource =
  | 'subjectaccessreviews'
  | 'localsubjectaccessreviews'
  | 'selfsubjectaccessreviews'
  | 'selfsubjectrulesreviews'
  | 'tokenreviews'
  | 'selfsubjectreviews'
  | 'serviceaccounts/token';

export interface ReviewsOptions {
  readonly rbac: Authorizer & RuleResolver;
  readonly tokens: TokenAuthenticator;
  readonly issuer: TokenIssuer;
  readonly store: Pick<Store, 'get'>;
  /** Milliseconds since the epoch. Default: `Date.now`. */
  readonly clock?: () => number;
}

export function createReviews(options: ReviewsOptions): Readonly<Record<ReviewResource, Review>> {
  const { rbac, tokens, issuer, store, clock = Date.now } = options;
  return {
    subjectaccessreviews: subjectAccessReview(rbac),
    localsubjectaccessreviews: localSubjectAccessReview(rbac),
    selfsubjectaccessreviews: selfSubjectAccessReview(rbac),
    selfsubjectrulesreviews: selfSubjectRulesReview(rbac),
    tokenreviews: tokenReview(tokens),
    selfsubjectreviews: selfSubjectReview(clock),
    'serviceaccounts/token': tokenRequest({ issuer, store, clock }),
  };
}
