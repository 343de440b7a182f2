import { expect, test } from 'vitest';
import type { Attributes } from './attributes.ts';
import { createRbacAuthorizer } from './rbac-authorizer.ts';
import { type AccessStore, accessStore, clusterRole, group, rbacGroup, role, user } from './test-support/access-store.ts';

const get = (name: string, namespace: string, resource = 'pods', groups: readonly string[] = []): Attributes => ({
  kind: 'resource',
  user: { name, groups },
  verb: 'get',
  group: '',
  version: 'v1',
  resource,
  subresource: '',
  namespace,
  name: 'x',
});
const rules = (...resources: string[]) => ({ rules: [{ verbs: ['get'], apiGroups: [''], resources }] });
const putClusterRole = ({ put }: AccessStore, name: string, object: object) => put(`clusterroles.${rbacGroup}`, '', name, object);
const putRole = ({ put }: AccessStore, namespace: string, name: string, object: object) =>
  put(`roles.${rbacGroup}`, namespace, name, object);
const bind = ({ put }: AccessStore, namespace: string, name: string, roleRef: object, ...subjects: object[]) =>
  put(namespace === '' ? `clusterrolebindings.${rbacGroup}` : `rolebindings.${rbacGroup}`, namespace, name, {
    roleRef,
    subjects,
  });

test('what was stored before the authorizer started counts', async () => {
  const access = accessStore();
  await putClusterRole(access, 'reader', rules('pods'));
  await bind(access, '', 'readers', clusterRole('reader'), user('ann'));

  using rbac = createRbacAuthorizer(access.store);

  expect(rbac.authorize(get('ann', 'shop')).allowed).toBe(true);
  expect(rbac.authorize(get('bob', 'shop')).allowed).toBe(false);
});

test('a binding, and a change of its role, is effective for the very next request', async () => {
  const access = accessStore();
  using rbac = createRbacAuthorizer(access.store);
  await putRole(access, 'shop', 'reader', rules('pods'));
  expect(rbac.authorize(get('ann', 'shop')).allowed).toBe(false);

  await bind(access, 'shop', 'readers', role('reader'), user('ann'));
  expect(rbac.authorize(get('ann', 'shop')).allowed).toBe(true);

  await putRole(access, 'shop', 'reader', rules('secrets'));
  expect(rbac.authorize(get('ann', 'shop')).allowed).toBe(false);
  expect(rbac.authorize(get('ann', 'shop', 'secrets')).allowed).toBe(true);

  await bind(access, 'shop', 'readers', role('reader'), user('bob'));
  expect(rbac.authorize(get('ann', 'shop', 'secrets')).allowed).toBe(false);

  await access.remove(`rolebindings.${rbacGroup}`, 'shop', 'readers');
  expect(rbac.authorize(get('bob', 'shop', 'secrets')).allowed).toBe(false);
});

test('a RoleBinding gives rights in its own namespace only, by a ClusterRole too', async () => {
  const access = accessStore();
  using rbac = createRbacAuthorizer(access.store);
  await putClusterRole(access, 'reader', rules('pods'));
  await bind(access, 'shop', 'readers', clusterRole('reader'), user('ann'));

  expect(rbac.authorize(get('ann', 'shop')).allowed).toBe(true);
  expect(rbac.authorize(get('ann', 'bank')).allowed).toBe(false);
  expect(rbac.authorize(get('ann', '')).allowed).toBe(false);
});

test('a RoleBinding gives no rights to paths', async () => {
  const access = accessStore();
  using rbac = createRbacAuthorizer(access.store);
  await putClusterRole(access, 'metrics', { rules: [{ verbs: ['get'], nonResourceURLs: ['/metrics'] }] });
  await bind(access, 'shop', 'metrics', clusterRole('metrics'), user('ann'));
  await bind(access, '', 'metrics', clusterRole('metrics'), user('bob'));
  const metrics = (name: string) =>
    rbac.authorize({ kind: 'nonResource', user: { name, groups: [] }, verb: 'get', path: '/metrics' }).allowed;

  expect(metrics('ann')).toBe(false);
  expect(metrics('bob')).toBe(true);
});

test('the reason names the binding, the role and the subject', async () => {
  const access = accessStore();
  using rbac = createRbacAuthorizer(access.store);
  await putClusterRole(access, 'reader', rules('pods'));
  await bind(access, '', 'all', clusterRole('reader'), group('devs'));
  await bind(access, 'shop', 'one', clusterRole('reader'), { kind: 'ServiceAccount', name: 'sa' });

  expect(rbac.authorize(get('ann', 'shop', 'pods', ['devs'])).reason).toBe(
    'RBAC: allowed by ClusterRoleBinding "all" of ClusterRole "reader" to Group "devs"',
  );
  expect(rbac.authorize(get('system:serviceaccount:shop:sa', 'shop')).reason).toBe(
    'RBAC: allowed by RoleBinding "one/shop" of ClusterRole "reader" to ServiceAccount "sa/shop"',
  );
});

test('a role that is not there gives nothing, and the reason says so until it is', async () => {
  const access = accessStore();
  using rbac = createRbacAuthorizer(access.store);
  await bind(access, '', 'a', clusterRole('nope'), user('ann'));
  await bind(access, '', 'b', clusterRole('nope'), user('ann'));
  await bind(access, 'shop', 'c', role('nope'), user('ann'));

  expect(rbac.authorize(get('ann', ''))).toEqual({
    allowed: false,
    reason: 'RBAC: clusterrole.rbac.authorization.k8s.io "nope" not found',
  });
  expect(rbac.authorize(get('ann', 'shop')).reason).toBe(
    'RBAC: [clusterrole.rbac.authorization.k8s.io "nope" not found, role.rbac.authorization.k8s.io "nope" not found]',
  );

  await putRole(access, 'shop', 'nope', rules('pods'));
  expect(rbac.authorize(get('ann', 'shop')).allowed).toBe(true);

  await access.remove(`roles.${rbacGroup}`, 'shop', 'nope');
  expect(rbac.authorize(get('ann', 'shop')).allowed).toBe(false);
});

test('members of system:masters may do everything, without a reason', () => {
  using rbac = createRbacAuthorizer(accessStore().store);

  expect(rbac.authorize(get('ann', 'shop', 'secrets', ['system:masters']))).toEqual({ allowed: true, reason: '' });
});

test('rules of a binding count once, by however many of its subjects a user is meant', async () => {
  const access = accessStore();
  using rbac = createRbacAuthorizer(access.store);
  await putClusterRole(access, 'reader', rules('pods'));
  await bind(access, '', 'all', clusterRole('reader'), user('ann'), group('devs'), group('ops'));

  expect(rbac.rulesFor({ name: 'ann', groups: ['devs', 'ops'] }, '').rules).toHaveLength(1);
});

test('an authorizer that was disposed of follows no more changes', async () => {
  const access = accessStore();
  const rbac = createRbacAuthorizer(access.store);
  rbac[Symbol.dispose]();
  await putClusterRole(access, 'reader', rules('pods'));
  await bind(access, '', 'all', clusterRole('reader'), user('ann'));

  expect(rbac.authorize(get('ann', '')).allowed).toBe(false);
});
