import type { UserInfo } from './user-info.ts';

export const authenticatedGroup = 'system:authenticated';
export const unauthenticatedGroup = 'system:unauthenticated';
/** May do everything, whatever the roles say. */
export const mastersGroup = 'system:masters';

export const anonymousUser: UserInfo = { name: 'system:anonymous', groups: [unauthenticatedGroup] };

const serviceAccountPrefix = 'system:serviceaccount:';
const nodePrefix = 'system:node:';
const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const namespacePattern = new RegExp(`^${label}$`);
const subdomainPattern = new RegExp(`^${label}(\\.${label})*$`);

export const serviceAccountUserName = (namespace: string, name: string) => `${serviceAccountPrefix}${namespace}:${name}`;

export const serviceAccountGroups = (namespace: string): readonly string[] => [
  'system:serviceaccounts',
  `system:serviceaccounts:${namespace}`,
];

/** `undefined` for a name that no ServiceAccount could have. */
export function parseServiceAccountUserName(userName: string): { readonly namespace: string; readonly name: string } | undefined {
  if (!userName.startsWith(serviceAccountPrefix)) return undefined;
  const [namespace = '', name = '', ...rest] = userName.slice(serviceAccountPrefix.length).split(':');
  if (rest.length > 0 || namespace.length > 63 || !namespacePattern.test(namespace)) return undefined;
  return isSubdomain(name) ? { namespace, name } : undefined;
}

/** The Node's name, or `undefined` for a user that is not a node. */
export function parseNodeUserName(userName: string): string | undefined {
  const name = userName.startsWith(nodePrefix) ? userName.slice(nodePrefix.length) : '';
  return isSubdomain(name) ? name : undefined;
}

const isSubdomain = (name: string) => name.length <= 253 && subdomainPattern.test(name);
