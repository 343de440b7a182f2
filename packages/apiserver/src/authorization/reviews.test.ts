import { expect, test } from 'vitest';
import { tokenWorld } from '../authentication/test-support/token-world.ts';
import type { ReviewResource } from './reviews.ts';
import { clusterRole, rbacGroup, role, user } from './test-support/access-store.ts';

const pods = { verb: 'get', resource: 'pods', namespace: 'shop' };

/** A world in which `ann` may get pods in `shop`; `review` sends a spec. */
async function world() {
  const { access, reviews, ...rest } = tokenWorld();
  const rules = [
    { verbs: ['get'], apiGroups: [''], resources: ['pods'] },
    { verbs: ['get'], nonResourceURLs: ['/m'] },
  ];
  await access.put(`clusterroles.${rbacGroup}`, '', 'reader', { rules });
  await access.put(`rolebindings.${rbacGroup}`, 'shop', 'b', { roleRef: clusterRole('reader'), subjects: [user('ann')] });
  const review = async (resource: ReviewResource, spec: unknown, metadata = {}, namespace = '') =>
    reviews[resource]({ metadata, spec }, { user: { name: 'ann', groups: ['g'] }, namespace });
  return { access, reviews, review, ...rest };
}

const allowed = {
  allowed: true,
  reason: 'RBAC: allowed by RoleBinding "b/shop" of ClusterRole "reader" to User "ann"',
};

test('a review of anybody’s access answers yes with the reason, or no', async () => {
  const { review } = await world();

  expect(await review('subjectaccessreviews', { user: 'ann', resourceAttributes: pods })).toEqual({
    kind: 'SubjectAccessReview',
    apiVersion: 'authorization.k8s.io/v1',
    metadata: {},
    spec: { user: 'ann', resourceAttributes: pods },
    status: allowed,
  });
  expect(await review('subjectaccessreviews', { user: 'bob', resourceAttributes: pods })).toMatchObject({
    status: { allowed: false },
  });
  const masters = { groups: ['system:masters'], nonResourceAttributes: { path: '/', verb: 'get' } };
  expect((await review('subjectaccessreviews', masters))['status']).toEqual({ allowed: true });
});

test('a review of one’s own access is about the requestor', async () => {
  const { review } = await world();

  expect(await review('selfsubjectaccessreviews', { resourceAttributes: pods })).toMatchObject({
    kind: 'SelfSubjectAccessReview',
    status: allowed,
  });
});

test('a local review is about the namespace of its path', async () => {
  const { review } = await world();
  const spec = { user: 'ann', resourceAttributes: pods };

  expect(await review('localsubjectaccessreviews', spec, {}, 'shop')).toMatchObject({
    kind: 'LocalSubjectAccessReview',
    metadata: { namespace: 'shop' },
    status: allowed,
  });
});

const both = { resourceAttributes: { verb: 'get' }, nonResourceAttributes: { path: '/' } };
const withSelectors = (selectors: object) => ({ user: 'ann', resourceAttributes: { ...pods, ...selectors } });

test.each([
  [
    'subjectaccessreviews',
    {},
    '[spec.resourceAttributes: Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified, spec.user: Invalid value: "": at least one of user or group must be specified]',
  ],
  [
    'subjectaccessreviews',
    { user: 'ann', ...both },
    'spec.nonResourceAttributes: Invalid value: {"Path":"/","Verb":""}: cannot be specified in combination with resourceAttributes',
  ],
  [
    'selfsubjectaccessreviews',
    undefined,
    'spec.resourceAttributes: Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified',
  ],
  [
    'localsubjectaccessreviews',
    { user: 'ann', resourceAttributes: { verb: 'get' } },
    'spec.resourceAttributes.namespace: Invalid value: "": must match metadata.namespace',
  ],
  [
    'localsubjectaccessreviews',
    { user: 'ann', nonResourceAttributes: { path: '/', verb: 'get' } },
    'spec.nonResourceAttributes: Invalid value: {"Path":"/","Verb":"get"}: disallowed on this kind of request',
  ],
  [
    'subjectaccessreviews',
    withSelectors({ fieldSelector: { rawSelector: 'a=b', requirements: [{ key: 'a', operator: 'In', values: ['b'] }] } }),
    'spec.resourceAttributes.fieldSelector.rawSelector: Invalid value: "a=b": may not specified at the same time as requirements',
  ],
  [
    'subjectaccessreviews',
    withSelectors({ labelSelector: {} }),
    'spec.resourceAttributes.labelSelector.requirements: Required value: when spec.resourceAttributes.labelSelector is specified, requirements or rawSelector is required',
  ],
  [
    'subjectaccessreviews',
    withSelectors({
      fieldSelector: {
        requirements: [{ key: 'a', operator: 'Zap' }, { operator: 'In' }, { key: 'a', operator: 'Exists', values: ['x'] }],
      },
    }),
    "[spec.resourceAttributes.fieldSelector.requirements[1].key: Required value: must be specified, spec.resourceAttributes.fieldSelector.requirements[1].values: Required value: must be specified when `operator` is 'In' or 'NotIn', spec.resourceAttributes.fieldSelector.requirements[2].values: Forbidden: may not be specified when `operator` is 'Exists' or 'DoesNotExist']",
  ],
] as const)('%s of %j is refused', async (resource, spec, message) => {
  const { review } = await world();

  await expect(review(resource, spec, {}, resource.startsWith('local') ? 'shop' : '')).rejects.toMatchObject({
    status: {
      code: 422,
      reason: 'Invalid',
      message: `.authorization.k8s.io "" is invalid: ${message}`,
      details: { group: 'authorization.k8s.io' },
    },
  });
});

test('a review has no name or labels of its own', async () => {
  const { review } = await world();
  const spec = { user: 'ann', resourceAttributes: pods };

  await expect(review('subjectaccessreviews', spec, { name: 'x' })).rejects.toThrow(
    '.authorization.k8s.io "" is invalid: metadata: Invalid value: {"name":"x"}: must be empty',
  );
  await expect(review('localsubjectaccessreviews', spec, { name: 'x' }, 'shop')).rejects.toThrow(
    'metadata: Invalid value: {"name":"x","namespace":"shop"}: must be empty except for namespace',
  );
});

test('selectors that make sense, even to come, change nothing', async () => {
  const { review } = await world();
  const selectors = {
    fieldSelector: { rawSelector: 'spec.nodeName=a' },
    labelSelector: { requirements: [{ key: 'a', operator: 'Newer', values: [] }] },
  };

  expect(await review('subjectaccessreviews', withSelectors(selectors))).toMatchObject({ status: allowed });
});

test('one’s own rules in a namespace are listed, and roles that are missing are told', async () => {
  const { access, review } = await world();
  await access.put(`rolebindings.${rbacGroup}`, 'shop', 'lost', { roleRef: role('nope'), subjects: [user('ann')] });

  expect(await review('selfsubjectrulesreviews', { namespace: 'shop' })).toEqual({
    kind: 'SelfSubjectRulesReview',
    apiVersion: 'authorization.k8s.io/v1',
    metadata: {},
    spec: {},
    status: {
      resourceRules: [{ verbs: ['get'], apiGroups: [''], resources: ['pods'] }],
      nonResourceRules: [{ verbs: ['get'], nonResourceURLs: ['/m'] }],
      incomplete: false,
      evaluationError: 'role.rbac.authorization.k8s.io "nope" not found',
    },
  });
  await expect(review('selfsubjectrulesreviews', {})).rejects.toThrow('no namespace on request');
});

test('a token is reviewed for the audiences that are asked for', async () => {
  const { access, review, tokenOf } = await world();
  const { uid } = await access.put('serviceaccounts', 'shop', 'sa');
  const token = await tokenOf('sa', { audiences: ['a', 'b'] });

  expect(await review('tokenreviews', { token, audiences: ['a', 'x'] })).toMatchObject({
    kind: 'TokenReview',
    apiVersion: 'authentication.k8s.io/v1',
    spec: { token },
    status: {
      authenticated: true,
      user: { username: 'system:serviceaccount:shop:sa', uid, groups: expect.arrayContaining(['system:authenticated']) },
      audiences: ['a'],
    },
  });
  expect((await review('tokenreviews', { token }))['status']).toEqual({
    user: {},
    error: expect.stringMatching(/^\[invalid bearer token, token audiences \["a" "b"] is invalid/),
  });
  expect((await review('tokenreviews', { token: 'rubbish' }))['status']).toEqual({ user: {}, error: 'invalid bearer token' });
  await expect(review('tokenreviews', {})).rejects.toThrow('token is required for TokenReview in authentication');
});

test('whoever asks is told who they are', async () => {
  const { reviews } = await world();
  const ann = { name: 'ann', uid: '7', groups: ['g'], extra: { scopes: ['x'] } };

  expect(await reviews.selfsubjectreviews({ metadata: {} }, { user: ann, namespace: '' })).toEqual({
    kind: 'SelfSubjectReview',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: { creationTimestamp: '2026-11-21T04:44:17Z' },
    status: { userInfo: { username: 'ann', uid: '7', groups: ['g'], extra: { scopes: ['x'] } } },
  });
});
