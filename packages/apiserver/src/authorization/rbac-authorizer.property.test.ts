import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Attributes } from './attributes.ts';
import { createRbacAuthorizer } from './rbac-authorizer.ts';
import { accessStore, rbacGroup } from './test-support/access-store.ts';

const names = ['a', 'b'] as const;
const some = <T>(...values: T[]) => fc.subarray(values, { minLength: 1, maxLength: 2 });

const rule = fc.record({
  verbs: some('get', 'list', '*'),
  apiGroups: some('', 'apps', '*'),
  resources: some('pods', 'pods/log', '*/log', '*'),
  resourceNames: fc.oneof(fc.constant([]), some('x', 'y')),
});
const subject = fc.oneof(
  fc.record({ kind: fc.constantFrom('User', 'Group'), name: fc.constantFrom('ann', 'bob', 'devs') }),
  fc.record({
    kind: fc.constant('ServiceAccount'),
    name: fc.constantFrom('ann', 'bob'),
    namespace: fc.constantFrom('a', 'b', undefined),
  }),
);
const change = fc.oneof(
  fc.record({
    type: fc.constantFrom('role' as const),
    remove: fc.boolean(),
    namespace: fc.constantFrom('', ...names),
    name: fc.constantFrom('r', 's'),
    rules: fc.array(rule, { maxLength: 2 }),
  }),
  fc.record({
    type: fc.constantFrom('binding' as const),
    remove: fc.boolean(),
    namespace: fc.constantFrom('', ...names),
    name: fc.constantFrom('p', 'q'),
    roleRef: fc.record({ kind: fc.constantFrom('Role', 'ClusterRole'), name: fc.constantFrom('r', 's') }),
    subjects: fc.array(subject, { maxLength: 3 }),
  }),
);
const question = fc.record({
  user: fc.record({
    name: fc.constantFrom('ann', 'bob', 'system:serviceaccount:a:ann'),
    groups: fc.subarray(['devs', 'ann']),
  }),
  verb: fc.constantFrom('get', 'list', 'watch'),
  group: fc.constantFrom('', 'apps'),
  resource: fc.constantFrom('pods', 'secrets'),
  subresource: fc.constantFrom('', 'log'),
  namespace: fc.constantFrom('', ...names),
  name: fc.constantFrom('', 'x'),
});

type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;
type Question = typeof question extends fc.Arbitrary<infer T> ? T : never;
type Rule = typeof rule extends fc.Arbitrary<infer T> ? T : never;
type Binding = Extract<Change, { type: 'binding' }>;

/** RBAC in the simplest words: look at every binding, then at every rule of its role. */
function naive(roles: ReadonlyMap<string, readonly Rule[]>, bindings: Iterable<Binding>, asked: Question): boolean {
  for (const { namespace, roleRef, subjects } of bindings) {
    if (namespace !== '' && namespace !== asked.namespace) continue;
    const meant = subjects.some((who) => {
      if (who.kind === 'User') return who.name === asked.user.name;
      if (who.kind === 'Group') return asked.user.groups.some((one) => one === who.name);
      const home = ('namespace' in who && who.namespace) || namespace;
      return home !== '' && asked.user.name === `system:serviceaccount:${home}:${who.name}`;
    });
    const home = roleRef.kind === 'ClusterRole' ? '' : namespace;
    const found = roleRef.kind === 'Role' && home === '' ? undefined : roles.get(`${home}/${roleRef.name}`);
    if (meant && found?.some((one) => naiveRule(one, asked))) return true;
  }
  return false;
}

function naiveRule(rule: Rule, { verb, group, resource, subresource, name }: Question): boolean {
  const has = (values: readonly string[], value: string) => values.includes('*') || values.includes(value);
  const whole = subresource ? `${resource}/${subresource}` : resource;
  const anything = subresource !== '' && (rule.resources as readonly string[]).includes(`*/${subresource}`);
  const named = rule.resourceNames.length === 0 || (rule.resourceNames as readonly string[]).includes(name);
  return has(rule.verbs, verb) && has(rule.apiGroups, group) && (has(rule.resources, whole) || anything) && named;
}

async function applyTo(access: ReturnType<typeof accessStore>, one: Change): Promise<void> {
  const kind = one.type === 'role' ? 'role' : 'rolebinding';
  const resource = `${one.namespace === '' ? 'cluster' : ''}${kind}s.${rbacGroup}`;
  if (!one.remove) await access.put(resource, one.namespace, one.name, one);
  else if (access.store.get({ resource, namespace: one.namespace, name: one.name })) {
    await access.remove(resource, one.namespace, one.name);
  }
}

test('after any changes the index answers as a look at every binding would', async () => {
  const property = fc.asyncProperty(
    fc.array(change, { minLength: 10, maxLength: 40 }),
    fc.array(question, { minLength: 20, maxLength: 40 }),
    async (changes, questions) => {
      const access = accessStore();
      using rbac = createRbacAuthorizer(access.store);
      const roles = new Map<string, readonly Rule[]>();
      const bindings = new Map<string, Binding>();
      for (const one of changes) {
        await applyTo(access, one);
        const key = `${one.namespace}/${one.name}`;
        if (one.remove) (one.type === 'role' ? roles : bindings).delete(key);
        else if (one.type === 'role') roles.set(key, one.rules);
        else bindings.set(key, one);
      }

      using restarted = createRbacAuthorizer(access.store);
      for (const asked of questions) {
        const attributes: Attributes = { kind: 'resource', version: 'v1', ...asked };
        const expected = naive(roles, bindings.values(), asked);
        expect(rbac.authorize(attributes).allowed).toBe(expected);
        expect(restarted.authorize(attributes).allowed).toBe(expected);
      }
    },
  );

  await fc.assert(property, { seed: 1, numRuns: 200 });
});
