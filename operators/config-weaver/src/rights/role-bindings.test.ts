import type { RoleBinding } from '@capstan/schema';
import { expect, test } from 'vitest';
import { boundAccounts } from './role-bindings.ts';

test('8: a RoleBinding wakes the ServiceAccounts that it names, its own namespace where it names none, and no users', () => {
  const subjects = [
    { kind: 'ServiceAccount', name: 'weaver', namespace: 'team' },
    { kind: 'ServiceAccount', name: 'weaver' },
    { kind: 'User', name: 'weaver' },
    { kind: 'Group', name: 'weavers' },
  ];
  const binding = { metadata: { name: 'let-in', namespace: 'shop' }, subjects } as unknown as RoleBinding; // all that is looked at

  expect(boundAccounts(binding)).toEqual(['team/weaver', 'shop/weaver']);
});
