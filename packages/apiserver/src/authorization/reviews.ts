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
import type { UserInfo } from '../authentication/user-info.ts';
import type { MutableObject } from '../resources/served-kind.ts';

export interface ReviewContext {
  readonly user: UserInfo;
  /** Of the request's path; `''` at cluster scope. */
  readonly namespace: string;
  /** Of the request's path: the ServiceAccount of a TokenRequest. */
  readonly name?: string;
}

/** Takes a decoded body, which it may change, and answers the object to send. */
export type Review = (body: MutableObject, context: ReviewContext) => MutableObject | Promise<MutableObject>;
