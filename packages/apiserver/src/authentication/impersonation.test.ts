import { expect, test } from 'vitest';
import type { Attributes } from '../authorization/attributes.ts';
import { createRbacAuthorizer } from '../authorization/rbac-authorizer.ts';
import { accessStore, clusterRole, rbacGroup, user } from '../authorization/test-support/access-store.ts';
import { createImpersonation } from './impersonation.ts';

type Headers = Readonly<Record<string, string | string[]>>;

const requestWith = (headers: Headers) => ({
  headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value].flat().join(', ')])),
  headersDistinct: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value].flat()])),
});
const listPods = (name: string, groups: readonly string[] = [], extra = {}): Attributes => ({
  kind: 'resource',
  user: { name, groups, extra },
  verb: 'list',
  group: '',
  version: 'v1',
  resource: 'pods',
  subresource: '',
  namespace: 'shop',
  name: '',
});
const admin = listPods('admin', ['system:masters']);

/** Impersonation for a user `ann` with these rules. */
async function impersonationOf(...rules: object[]) {
  const access = accessStore();
  await access.put(`clusterroles.${rbacGroup}`, '', 'r', { rules });
  await access.put(`clusterrolebindings.${rbacGroup}`, '', 'b', { roleRef: clusterRole('r'), subjects: [user('ann')] });
  const impersonate = createImpersonation(createRbacAuthorizer(access.store));
  return (headers: Headers, attributes = listPods('ann')) => impersonate(requestWith(headers), attributes);
}

const legacy = (resource: string, ...resourceNames: string[]) => ({
  verbs: ['impersonate'],
  apiGroups: ['', 'authentication.k8s.io'],
  resources: [resource],
  resourceNames,
});
const refused = 'pods is forbidden: User "ann" cannot impersonate-on';
const inShop = 'resource "pods" in API group "" in the namespace "shop"';

test('a request without the headers is its own user’s', async () => {
  const act = await impersonationOf();

  expect(act({ accept: 'application/json' })).toEqual(listPods('ann').user);
  expect(act({ 'impersonate-user': '' })).toEqual(listPods('ann').user);
});

test.each([
  [{ 'impersonate-user': 'bob' }, { name: 'bob', groups: ['system:authenticated'] }],
  [
    { 'impersonate-user': 'bob', 'impersonate-group': ['g', 'h'] },
    { name: 'bob', groups: ['g', 'h', 'system:authenticated'] },
  ],
  [
    { 'impersonate-user': 'bob', 'impersonate-group': ['system:masters'] },
    { name: 'bob', groups: ['system:masters', 'system:authenticated'] },
  ],
  [
    { 'impersonate-user': 'bob', 'impersonate-uid': '1', 'impersonate-extra-foo%2fbar': ['x', 'y'] },
    { name: 'bob', uid: '1', groups: ['system:authenticated'], extra: { 'foo/bar': ['x', 'y'] } },
  ],
  [
    { 'impersonate-user': 'bob', 'impersonate-extra-a_b%zz': 'x' },
    { name: 'bob', groups: ['system:authenticated'], extra: { 'a_b%zz': ['x'] } },
  ],
  [
    { 'impersonate-user': 'system:serviceaccount:shop:sa' },
    {
      name: 'system:serviceaccount:shop:sa',
      groups: ['system:serviceaccounts', 'system:serviceaccounts:shop', 'system:authenticated'],
    },
  ],
  [
    { 'impersonate-user': 'system:serviceaccount:shop:sa', 'impersonate-group': 'g' },
    { name: 'system:serviceaccount:shop:sa', groups: ['g', 'system:authenticated'] },
  ],
  [{ 'impersonate-user': 'system:node:n1' }, { name: 'system:node:n1', groups: ['system:nodes', 'system:authenticated'] }],
  [{ 'impersonate-user': 'system:anonymous' }, { name: 'system:anonymous', groups: ['system:unauthenticated'] }],
  [
    { 'impersonate-user': 'bob', 'impersonate-group': 'system:unauthenticated' },
    { name: 'bob', groups: ['system:unauthenticated'] },
  ],
])('an administrator acts by %j', async (headers, expected) => {
  const act = await impersonationOf();

  expect(act(headers as Headers, admin)).toEqual(expected);
});

test('headers that name no user are a bad request', async () => {
  const act = await impersonationOf();
  const headers = { 'impersonate-group': ['a', 'b'], 'impersonate-uid': '7', 'impersonate-extra-foo%2fbar': 'x' };

  expect(() => act(headers)).toThrow(
    'requested &user.DefaultInfo{Name:"", UID:"7", Groups:[]string{"a", "b"}, Extra:map[string][]string{"foo/bar":[]string{"x"}}} without impersonating a user name',
  );
  expect(() => act({ 'impersonate-extra-a': ['x', 'y'] }, admin)).toThrow(
    'requested &user.DefaultInfo{Name:"", UID:"", Groups:[]string(nil), Extra:map[string][]string{"a":[]string{"x", "y"}}} without impersonating a user name',
  );
});

test.each([
  ['bob', `${refused}:user-info:list ${inShop}`],
  ['system:serviceaccount:shop:sa', `${refused}:serviceaccount:list ${inShop}`],
  ['system:node:n1', `${refused}:arbitrary-node:list ${inShop}`],
])('who may not act as %s is told which right is missing', async (name, message) => {
  const act = await impersonationOf();

  expect(() => act({ 'impersonate-user': name })).toThrow(message);
});

test('a path is refused as a path', async () => {
  const act = await impersonationOf();
  const metrics: Attributes = { kind: 'nonResource', user: { name: 'ann', groups: [] }, verb: 'get', path: '/metrics' };

  expect(() => act({ 'impersonate-user': 'bob' }, metrics)).toThrow(
    'forbidden: User "ann" cannot impersonate-on:user-info:get path "/metrics"',
  );
});

test('the verb impersonate gives the user, the groups, the uid and each extra value by itself', async () => {
  const act = await impersonationOf(legacy('users', 'bob'), legacy('groups', 'g'), legacy('userextras/scopes', 'x'));

  expect(act({ 'impersonate-user': 'bob', 'impersonate-group': 'g' }).groups).toEqual(['g', 'system:authenticated']);
  expect(act({ 'impersonate-user': 'bob', 'impersonate-extra-scopes': 'x' }).extra).toEqual({ scopes: ['x'] });

  const clusterWide = 'at the cluster scope';
  const cannot = 'is forbidden: User "ann" cannot impersonate resource';
  expect(() => act({ 'impersonate-user': 'alice' })).toThrow(`users "alice" ${cannot} "users" in API group "" ${clusterWide}`);
  expect(() => act({ 'impersonate-user': 'bob', 'impersonate-group': ['g', 'h'] })).toThrow(
    `groups "h" ${cannot} "groups" in API group "" ${clusterWide}`,
  );
  expect(() => act({ 'impersonate-user': 'bob', 'impersonate-uid': '1' })).toThrow(
    `uids.authentication.k8s.io "1" ${cannot} "uids" in API group "authentication.k8s.io" ${clusterWide}`,
  );
  expect(() => act({ 'impersonate-user': 'bob', 'impersonate-extra-scopes': ['x', 'y'] })).toThrow(
    `userextras.authentication.k8s.io "y" ${cannot} "userextras/scopes" in API group "authentication.k8s.io" ${clusterWide}`,
  );
});

test('a ServiceAccount is impersonated by the right to it in its namespace', async () => {
  const access = accessStore();
  await access.put(`clusterroles.${rbacGroup}`, '', 'r', { rules: [legacy('serviceaccounts')] });
  await access.put(`rolebindings.${rbacGroup}`, 'shop', 'b', { roleRef: clusterRole('r'), subjects: [user('ann')] });
  const impersonate = createImpersonation(createRbacAuthorizer(access.store));
  const act = (name: string) => impersonate(requestWith({ 'impersonate-user': name }), listPods('ann'));

  expect(act('system:serviceaccount:shop:sa').name).toBe('system:serviceaccount:shop:sa');
  expect(() => act('system:serviceaccount:bank:sa')).toThrow(
    'serviceaccounts "sa" is forbidden: User "ann" cannot impersonate resource "serviceaccounts" in API group "" in the namespace "bank"',
  );
});

test('a constrained right is for the request it names only', async () => {
  const act = await impersonationOf(
    { verbs: ['impersonate-on:user-info:list'], apiGroups: [''], resources: ['pods'] },
    { verbs: ['impersonate:user-info'], apiGroups: ['authentication.k8s.io'], resources: ['users', 'groups'] },
  );
  const watch = { ...listPods('ann'), verb: 'watch' };

  expect(act({ 'impersonate-user': 'bob', 'impersonate-group': ['a', 'b', 'c', 'd'] }).name).toBe('bob');
  expect(() => act({ 'impersonate-user': 'bob' }, watch)).toThrow(`${refused}:user-info:watch ${inShop}`);
  expect(() => act({ 'impersonate-user': 'bob', 'impersonate-group': 'system:masters' })).toThrow(
    'groups.authentication.k8s.io "system:masters" is forbidden: User "ann" cannot impersonate:user-info resource "groups" in API group "authentication.k8s.io" at the cluster scope: impersonating the system:masters group is not allowed',
  );
});

test('a ServiceAccount may act as the node that its token is bound to, and as no other', async () => {
  const access = accessStore();
  const rules = [
    { verbs: ['impersonate-on:associated-node:list'], apiGroups: [''], resources: ['pods'] },
    { verbs: ['impersonate:associated-node'], apiGroups: ['authentication.k8s.io'], resources: ['nodes'] },
  ];
  const agent = 'system:serviceaccount:shop:agent';
  await access.put(`clusterroles.${rbacGroup}`, '', 'r', { rules });
  await access.put(`clusterrolebindings.${rbacGroup}`, '', 'b', { roleRef: clusterRole('r'), subjects: [user(agent)] });
  const impersonate = createImpersonation(createRbacAuthorizer(access.store));
  const attributes = listPods(agent, [], { 'authentication.kubernetes.io/node-name': ['n1'] });
  const act = (node: string) => impersonate(requestWith({ 'impersonate-user': `system:node:${node}` }), attributes);

  expect(act('n1').groups).toEqual(['system:nodes', 'system:authenticated']);
  expect(() => act('n2')).toThrow(/cannot impersonate-on:arbitrary-node:list/);
});
