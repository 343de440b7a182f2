import type { IncomingMessage } from 'node:http';
import type { Attributes, Authorizer } from '../authorization/attributes.ts';
import { forbiddenError } from '../authorization/forbidden-error.ts';
import { readWantedUser, type WantedUser } from './impersonation-headers.ts';
import { grantsUser, type Mode, modes, type Refusal } from './impersonation-modes.ts';
import type { UserInfo } from './user-info.ts';
import {
  anonymousUser,
  authenticatedGroup,
  parseNodeUserName,
  parseServiceAccountUserName,
  serviceAccountGroups,
  unauthenticatedGroup,
} from './well-known-users.ts';

/**
 * Who a request acts as: its own user, or the one its `Impersonate-` headers name. `attributes` are the request's own,
 * with the user it was authenticated as. Throws 403, or 400 for headers that name no user.
 */
export type Impersonation = (request: Pick<IncomingMessage, 'headers' | 'headersDistinct'>, attributes: Attributes) => UserInfo;

/** How many users' last mode is remembered. */
const rememberedUsers = 10_000;

/**
 * Tries the constrained modes of KEP-5284 first (`impersonate-on:user-info:list` …), then the old verb `impersonate`, and
 * first of all the one that worked for this user the last time: refusals are then told in that mode's words.
 */
export function createImpersonation(authorizer: Authorizer): Impersonation {
  const lastMode = new Map<string, Mode>();

  return (request, attributes) => {
    const wanted = readWantedUser(request);
    if (!wanted) return attributes.user;
    const last = lastMode.get(attributes.user.name);
    let first: Refusal | undefined;
    for (const mode of last ? [last, ...modes.filter((other) => other !== last)] : modes) {
      if (!mode.applies(wanted, attributes.user)) continue;
      const refusal = grantsUser(authorizer, mode, wanted, attributes);
      if (!refusal) {
        if (mode !== last) remember(lastMode, attributes.user.name, mode);
        return impersonatedUser(wanted, mode);
      }
      first ??= refusal;
    }
    throw forbiddenError(first?.attributes ?? attributes, first ?? { reason: '' });
  };
}

function remember(cache: Map<string, Mode>, userName: string, mode: Mode): void {
  if (cache.size >= rememberedUsers) for (const oldest of cache.keys().take(1)) cache.delete(oldest);
  cache.set(userName, mode);
}

function impersonatedUser(wanted: WantedUser, mode: Mode): UserInfo {
  return {
    name: wanted.name,
    ...(wanted.uid && { uid: wanted.uid }),
    groups: withLoginGroup(wanted.name, groupsOf(wanted, mode)),
    ...(wanted.extra.size > 0 && { extra: Object.fromEntries(wanted.extra) }),
  };
}

/** A ServiceAccount's groups follow from its name, and a node's where the mode says that it is a node. */
function groupsOf({ name, groups }: WantedUser, mode: Mode): readonly string[] {
  if (groups.length > 0) return groups;
  const account = parseServiceAccountUserName(name);
  if (account) return serviceAccountGroups(account.namespace);
  return mode.constrained && parseNodeUserName(name) !== undefined ? ['system:nodes'] : [];
}

function withLoginGroup(name: string, groups: readonly string[]): readonly string[] {
  const group = name === anonymousUser.name ? unauthenticatedGroup : authenticatedGroup;
  if (groups.includes(group)) return groups;
  return group === authenticatedGroup && groups.includes(unauthenticatedGroup) ? groups : [...groups, group];
}
