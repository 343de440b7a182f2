import { expect, test } from 'vitest';
import type { MutableObject } from '../resources/served-kind.ts';
import { createEscalationCheck, givesRights, type RbacPlural } from './escalation.ts';
import { createRbacAuthorizer } from './rbac-authorizer.ts';
import { accessStore, clusterRole, rbacGroup, role, user } from './test-support/access-store.ts';

const podReader = { verbs: ['get', 'list'], apiGroups: [''], resources: ['pods'] };
const ann = { name: 'ann', groups: ['g1', 'system:authenticated'] };
const attempting =
  'user "ann" (groups=["g1" "system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n';

/** A check for `ann`, who has these rules everywhere; and a store for roles to bind. */
async function world(...rules: object[]) {
  const access = accessStore();
  await access.put(`clusterroles.${rbacGroup}`, '', 'own', { rules });
  await access.put(`clusterrolebindings.${rbacGroup}`, '', 'own', { roleRef: clusterRole('own'), subjects: [user('ann')] });
  const check = createEscalationCheck(createRbacAuthorizer(access.store));
  const write = (plural: RbacPlural, body: object, live?: MutableObject, name = '') =>
    check({
      user: ann,
      plural,
      namespace: plural.startsWith('cluster') ? '' : 'shop',
      name,
      object: { metadata: { name: 'new' }, ...body },
      ...(live && { live }),
    });
  return { access, check, write };
}

test('a role of rights that one has may be written', async () => {
  const { write } = await world(podReader, { verbs: ['*'], apiGroups: ['apps'], resources: ['*/scale'] });

  write('roles', { rules: [{ ...podReader, resourceNames: ['a'] }] });
  write('clusterroles', { rules: [podReader, { verbs: ['patch'], apiGroups: ['apps'], resources: ['deployments/scale'] }] });
  write('roles', { rules: [] });
  write('roles', {});
});

test('a role of rights that one lacks is refused, with a list of them', async () => {
  const { write } = await world(podReader);
  const rules = [
    { apiGroups: ['', 'apps'], resources: ['pods', 'x/y'], verbs: ['get', 'delete'], resourceNames: ['a'] },
    { nonResourceURLs: ['/m'], verbs: ['get', 'put'] },
  ];

  expect(() => write('roles', { rules })).toThrow(
    `roles.rbac.authorization.k8s.io "new" is forbidden: ${attempting}${[
      '{APIGroups:[""], Resources:["pods"], ResourceNames:["a"], Verbs:["delete"]}',
      '{APIGroups:[""], Resources:["x/y"], ResourceNames:["a"], Verbs:["get" "delete"]}',
      '{APIGroups:["apps"], Resources:["pods"], ResourceNames:["a"], Verbs:["get" "delete"]}',
      '{APIGroups:["apps"], Resources:["x/y"], ResourceNames:["a"], Verbs:["get" "delete"]}',
      '{NonResourceURLs:["/m"], Verbs:["get"]}',
      '{NonResourceURLs:["/m"], Verbs:["put"]}',
    ].join('\n')}`,
  );
});

test.each([
  ['any verb', { ...podReader, verbs: ['*'] }],
  ['any group', { ...podReader, apiGroups: ['*'] }],
  ['any resource', { ...podReader, resources: ['*'] }],
  ['subresources', { ...podReader, resources: ['pods/log'] }],
  ['all names', { ...podReader, resources: ['secrets'] }],
  ['other names', { ...podReader, resources: ['secrets'], resourceNames: ['b'] }],
  ['any path', { verbs: ['get'], nonResourceURLs: ['*'] }],
  ['a path above', { verbs: ['get'], nonResourceURLs: ['/api/*'] }],
])('rights to some things are no rights to %s', async (_, rule) => {
  const { write } = await world(
    podReader,
    { ...podReader, resources: ['secrets'], resourceNames: ['a'] },
    { verbs: ['get'], nonResourceURLs: ['/api/v1/*'] },
  );

  expect(() => write('clusterroles', { rules: [rule] })).toThrow(attempting);
});

test('who holds everything may grant anything', async () => {
  const { write } = await world({ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }, { verbs: ['*'], nonResourceURLs: ['*'] });

  write('clusterroles', {
    rules: [
      { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
      { verbs: ['get'], nonResourceURLs: ['/x', '*'] },
    ],
    aggregationRule: { clusterRoleSelectors: [{}] },
  });
});

test('the right to escalate a role replaces the rights in it', async () => {
  const { write } = await world({ verbs: ['escalate'], apiGroups: [rbacGroup], resources: ['roles'], resourceNames: ['new'] });
  const rules = [{ verbs: ['get'], apiGroups: [''], resources: ['secrets'] }];

  write('roles', { rules }, undefined, 'new');
  expect(() => write('roles', { rules }, undefined, '')).toThrow(attempting);
  expect(() => write('clusterroles', { rules }, undefined, 'new')).toThrow(attempting);
});

test('system:masters are not asked', async () => {
  const { check } = await world();

  check({
    user: { name: 'root', groups: ['system:masters'] },
    plural: 'clusterroles',
    namespace: '',
    name: '',
    object: { metadata: { name: 'all' }, rules: [podReader] },
  });
});

test('an aggregated role may gather anything, so it takes all rights', async () => {
  const { write } = await world(podReader);
  const aggregated = { metadata: { name: 'new' }, aggregationRule: { clusterRoleSelectors: [{ matchLabels: { a: 'b' } }] } };
  const message =
    'clusterroles.rbac.authorization.k8s.io "new" is forbidden: must have cluster-admin privileges to use the aggregationRule';

  expect(() => write('clusterroles', aggregated)).toThrow(message);
  expect(() => write('clusterroles', {}, aggregated)).toThrow(message);
});

test('an update is checked even when the rules stay, unless it is only the garbage collector’s', async () => {
  const { write } = await world();
  const live = { metadata: { name: 'new', uid: '1' }, rules: [podReader] };

  write('roles', { ...live, metadata: { ...live.metadata, finalizers: ['x.io/a'], managedFields: [] } }, live);
  expect(() => write('roles', { ...live, metadata: { ...live.metadata, labels: { a: 'b' } } }, live)).toThrow(attempting);
});

test('a binding takes the rights of its role, or the right to bind it', async () => {
  const { access, write } = await world(podReader, {
    verbs: ['bind'],
    apiGroups: [rbacGroup],
    resources: ['clusterroles'],
    resourceNames: ['edit'],
  });
  const secrets = { rules: [{ ...podReader, resources: ['secrets'] }] };
  await access.put(`roles.${rbacGroup}`, 'shop', 'pods', { rules: [podReader] });
  await access.put(`roles.${rbacGroup}`, 'shop', 'secrets', secrets);
  await access.put(`clusterroles.${rbacGroup}`, '', 'edit', secrets);
  await access.put(`clusterroles.${rbacGroup}`, '', 'secrets', secrets);

  write('rolebindings', { roleRef: role('pods') });
  write('rolebindings', { roleRef: clusterRole('edit') });
  write('clusterrolebindings', { roleRef: clusterRole('edit') });
  const missing = `${attempting}{APIGroups:[""], Resources:["secrets"], Verbs:["get" "list"]}`;
  expect(() => write('rolebindings', { roleRef: role('secrets') })).toThrow(
    `rolebindings.rbac.authorization.k8s.io "new" is forbidden: ${missing}`,
  );
  expect(() => write('clusterrolebindings', { roleRef: clusterRole('secrets') })).toThrow(missing);
});

test.each([
  ['rolebindings', role('zip'), 404, 'rolebindings.rbac.authorization.k8s.io "zip" not found'],
  ['clusterrolebindings', clusterRole('zip'), 404, 'clusterrolebindings.rbac.authorization.k8s.io "zip" not found'],
  ['clusterrolebindings', role('zip'), 400, 'Namespace parameter required.'],
  ['rolebindings', { kind: 'Zap', name: 'zip' }, 500, 'unsupported role reference kind: "Zap"'],
] as const)('%s of %j is refused as on kube-apiserver', async (plural, roleRef, code, message) => {
  const { write } = await world();

  expect(() => write(plural, { roleRef })).toThrow(
    expect.objectContaining({ status: expect.objectContaining({ code, message }) }),
  );
});

test('roles that are missing are told beside the rights that are missing', async () => {
  const { access, write } = await world();
  await access.put(`clusterrolebindings.${rbacGroup}`, '', 'lost', { roleRef: clusterRole('nope'), subjects: [user('ann')] });

  expect(() => write('roles', { rules: [podReader] })).toThrow(
    '{APIGroups:[""], Resources:["pods"], Verbs:["get" "list"]}; resolution errors: [roles.rbac.authorization.k8s.io "nope" not found]',
  );
});

test('only the four kinds that give rights are checked', () => {
  expect(givesRights({ group: rbacGroup, plural: 'rolebindings' })).toBe(true);
  expect(givesRights({ group: '', plural: 'rolebindings' })).toBe(false);
  expect(givesRights({ group: rbacGroup, plural: 'others' })).toBe(false);
});
