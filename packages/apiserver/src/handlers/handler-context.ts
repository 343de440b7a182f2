import type { Authorizer } from '../authorization/attributes.ts';
import type { Representation } from '../request/accept.ts';
import type { ApiRequest } from '../request/api-request.ts';
import type { KindRegistry, ServedKind, ServedVersion } from '../resources/served-kind.ts';
import type { Store } from '../storage/store.ts';
import type { ObjectVerbs } from '../verbs/object-verbs.ts';
import type { Watches } from './watch/watches.ts';

/** What handlers work with. */
export interface HandlerContext {
  readonly store: Store;
  readonly kinds: KindRegistry;
  readonly verbs: ObjectVerbs;
  readonly authorizer: Authorizer;
  readonly watches: Watches;
}

/** A request for a resource that is served. */
export interface ResourceRequest extends ApiRequest {
  readonly info: Extract<ApiRequest['info'], { readonly kind: 'resource' }>;
  readonly kind: ServedKind;
  readonly version: ServedVersion;
  readonly representation: Representation;
}
