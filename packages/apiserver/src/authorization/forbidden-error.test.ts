import { expect, test } from 'vitest';
import { forbiddenError } from './forbidden-error.ts';

const ann = { name: 'ann', groups: [] };
const list = {
  kind: 'resource',
  user: ann,
  verb: 'list',
  group: '',
  version: 'v1',
  resource: 'secrets',
  subresource: '',
  namespace: 'default',
  name: '',
} as const;

test('a refusal names the user, the verb, the resource, its group and its namespace', () => {
  const { status } = forbiddenError(list, { reason: '' });

  expect(status).toMatchObject({ code: 403, reason: 'Forbidden', details: { kind: 'secrets' } });
  expect(status.message).toBe(
    'secrets is forbidden: User "ann" cannot list resource "secrets" in API group "" in the namespace "default"',
  );
});

test('a refusal outside namespaces says so', () => {
  expect(forbiddenError({ ...list, namespace: '' }, { reason: '' }).message).toBe(
    'secrets is forbidden: User "ann" cannot list resource "secrets" in API group "" at the cluster scope',
  );
});

test('a refusal of one object has its name, and its subresource', () => {
  const scale = { ...list, verb: 'get', group: 'apps', resource: 'deployments', subresource: 'scale', name: 'x' };
  const { status } = forbiddenError(scale, { reason: '' });

  expect(status.details).toEqual({ name: 'x', group: 'apps', kind: 'deployments' });
  expect(status.message).toBe(
    'deployments.apps "x" is forbidden: User "ann" cannot get resource "deployments/scale" in API group "apps" in the namespace "default"',
  );
});

test('the reason of the authorizer comes last', () => {
  expect(forbiddenError(list, { reason: 'RBAC: role "x" not found' }).message).toMatch(
    /in the namespace "default": RBAC: role "x" not found$/,
  );
});

test('a path is shown without markup that a browser could read', () => {
  const { status } = forbiddenError({ kind: 'nonResource', user: ann, verb: 'get', path: '/x<y>&z' }, { reason: '' });

  expect(status.message).toBe('forbidden: User "ann" cannot get path "/x&lt;y&gt;&amp;z"');
  expect(status.details).toEqual({});
});
