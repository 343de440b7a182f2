import type { Attributes, Authorizer } from '../authorization/attributes.ts';
import type { WantedUser } from './impersonation-headers.ts';
import type { UserInfo } from './user-info.ts';
import { mastersGroup, parseNodeUserName, parseServiceAccountUserName } from './well-known-users.ts';

/** A set of rights by which one user may act as another. */
export interface Mode {
  readonly name: string;
  /** Needs a right to the request itself too (`impersonate-on:…`), and never makes somebody all-powerful. */
  readonly constrained: boolean;
  readonly applies: (wanted: WantedUser, requestor: UserInfo) => boolean;
}

/** The check that failed, and what the authorizer had to say. */
export interface Refusal {
  readonly attributes: Attributes;
  readonly reason: string;
}

const authentication = 'authentication.k8s.io';
/** From so many values on, a right to all of them is asked for first. */
const many = 4;
const domainPrefixedPath = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?\/[\w/\-.~%!$&'()*+,;=:]+$/;

const onlyName = ({ uid, groups, extra }: WantedUser) => uid === '' && groups.length === 0 && extra.size === 0;
const isNode = ({ name }: WantedUser) => parseNodeUserName(name) !== undefined;
const isServiceAccount = ({ name }: WantedUser) => parseServiceAccountUserName(name) !== undefined;

/** In the order they are tried. */
export const modes: readonly Mode[] = [
  { name: 'associated-node', constrained: true, applies: (wanted, user) => onlyName(wanted) && runsOn(user, wanted.name) },
  { name: 'arbitrary-node', constrained: true, applies: (wanted) => onlyName(wanted) && isNode(wanted) },
  { name: 'serviceaccount', constrained: true, applies: (wanted) => onlyName(wanted) && isServiceAccount(wanted) },
  { name: 'user-info', constrained: true, applies: (wanted) => !isNode(wanted) && !isServiceAccount(wanted) },
  { name: 'legacy', constrained: false, applies: () => true },
];

/** Whether the requestor is a ServiceAccount whose token is bound to this very node. */
function runsOn(requestor: UserInfo, nodeUserName: string): boolean {
  const node = parseNodeUserName(nodeUserName);
  const names = requestor.extra?.['authentication.kubernetes.io/node-name'];
  return (
    node !== undefined && parseServiceAccountUserName(requestor.name) !== undefined && names?.length === 1 && names[0] === node
  );
}

/** `undefined` when the requestor may act as this user in this mode. */
export function grantsUser(authorizer: Authorizer, mode: Mode, wanted: WantedUser, attributes: Attributes): Refusal | undefined {
  const check = (question: Attributes): Refusal | undefined => {
    const { allowed, reason } = authorizer.authorize(question);
    return allowed ? undefined : { attributes: question, reason };
  };
  const verb = mode.constrained ? `impersonate:${mode.name}` : 'impersonate';
  const ask: Ask = (group, resource, name, subresource = '', namespace = '') => ({
    kind: 'resource',
    user: attributes.user,
    verb,
    group,
    version: 'v1',
    resource,
    subresource,
    namespace,
    name,
  });
  const request = mode.constrained && check({ ...attributes, verb: `impersonate-on:${mode.name}:${attributes.verb}` });
  return (
    request ||
    check(askForName(mode, wanted.name, ask)) ||
    (wanted.uid === '' ? undefined : check(ask(authentication, 'uids', wanted.uid))) ||
    groupsRefusal(mode, wanted.groups, ask, check) ||
    extraRefusal(mode, wanted.extra, ask, check)
  );
}

type Ask = (group: string, resource: string, name: string, subresource?: string, namespace?: string) => Attributes;
type Check = (question: Attributes) => Refusal | undefined;

function askForName(mode: Mode, userName: string, ask: Ask): Attributes {
  const group = mode.constrained ? authentication : '';
  const account = parseServiceAccountUserName(userName);
  if (account) return ask(group, 'serviceaccounts', account.name, '', account.namespace);
  const node = mode.constrained ? parseNodeUserName(userName) : undefined;
  if (node === undefined) return ask(group, 'users', userName);
  return ask(group, 'nodes', mode.name === 'associated-node' ? '*' : node);
}

function groupsRefusal(mode: Mode, groups: readonly string[], ask: Ask, check: Check): Refusal | undefined {
  const askFor = (name: string) => ask(mode.constrained ? authentication : '', 'groups', name);
  if (mode.constrained) {
    const forbidden = groups.includes('') ? '' : groups.find((group) => group === mastersGroup);
    if (forbidden !== undefined) {
      return { attributes: askFor(forbidden), reason: `impersonating the ${forbidden || 'empty string'} group is not allowed` };
    }
    if (groups.length >= many && !check(askFor('*'))) return undefined;
  }
  return firstRefusal(groups, (group) => check(askFor(group)));
}

function extraRefusal(mode: Mode, extra: WantedUser['extra'], ask: Ask, check: Check): Refusal | undefined {
  const values = [...extra].flatMap(([key, list]) => list.map((value) => ({ key, value })));
  const askFor = (value: string, key: string) => ask(authentication, 'userextras', value, key);
  if (mode.constrained) {
    const problem = firstRefusal(values, ({ key, value }) => {
      const why = extraProblem(key, value);
      return why === undefined ? undefined : { attributes: askFor('', ''), reason: why };
    });
    if (problem) return problem;
    if (values.length >= many && !check(askFor('*', '*'))) return undefined;
  }
  return firstRefusal(values, ({ key, value }) => check(askFor(value, key)));
}

function extraProblem(key: string, value: string): string | undefined {
  if (key === '') return 'impersonating the empty string key in extra is not allowed';
  if (!domainPrefixedPath.test(key)) {
    const why = `extra.key: Invalid value: ${JSON.stringify(key)}: must be a domain-prefixed path (such as "acme.io/foo")`;
    return `impersonating an invalid key in extra is not allowed: ${why}`;
  }
  return value === '' ? 'impersonating the empty string value in extra is not allowed' : undefined;
}

function firstRefusal<T>(items: Iterable<T>, check: (item: T) => Refusal | undefined): Refusal | undefined {
  for (const item of items) {
    const refusal = check(item);
    if (refusal) return refusal;
  }
  return undefined;
}
