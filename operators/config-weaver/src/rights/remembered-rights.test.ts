import type { TenantClient } from '@capstan/runtime';
import { ConfigMap } from '@capstan/schema';
import { expect, test } from 'vitest';
import { type Question, Rights } from './rights.ts';

const question = (name: string, more: Partial<Question> = {}): Question => ({
  resource: ConfigMap,
  ref: { name, namespace: 'b' },
  namespaceUid: 'first',
  ...more,
});

/** Rights as they are asked for by one ServiceAccount, and the questions that reach the server. */
function setUp(allowed: (verb: string, name?: string) => boolean | Promise<boolean> = () => false) {
  const asked: string[] = [];
  let time = 0;
  const tenant = {
    user: 'system:serviceaccount:a:weaver',
    can: async (verb, _resource, { name, namespace }) => {
      asked.push(`${verb} ${namespace}/${name}`);
      return allowed(verb, name);
    },
  } as Partial<TenantClient> as TenantClient; // all that is asked of it
  const rights = new Rights(() => time);
  return { rights, tenant, asked, later: (seconds: number) => (time += seconds * 1_000) };
}

test('a refusal to create in a namespace is asked for once for all syncs of a ServiceAccount, and again four seconds later', async () => {
  const { rights, tenant, asked, later } = setUp();

  for (let sync = 0; sync < 100; sync++)
    expect(await rights.missing(tenant, question(`app-${sync}`), ['create', 'patch'])).toBe('create');
  later(3.9);
  await rights.missing(tenant, question('app'), ['create']);
  const within = [...asked];
  later(0.2);
  await rights.missing(tenant, question('app'), ['create']);

  expect(within).toEqual(['create b/']);
  expect(asked).toHaveLength(2);
});

test('a refusal that concerns one object says nothing about another: a Role may list names', async () => {
  const { rights, tenant } = setUp((_verb, name) => name === 'app');

  const answers = [];
  for (const name of ['other', 'app', 'other']) answers.push(await rights.missing(tenant, question(name), ['get']));

  expect(answers).toEqual(['get', undefined, 'get']);
});

test('a grant is remembered, and what is granted in a namespace is not in one of the same name that is made anew', async () => {
  const { rights, tenant, asked } = setUp(() => true);

  for (let visit = 0; visit < 3; visit++) await rights.missing(tenant, question('app'), ['create', 'patch']);
  const before = [...asked];
  await rights.missing(tenant, question('app', { namespaceUid: 'second' }), ['create']);

  expect(before).toEqual(['create b/', 'patch b/app']);
  expect(asked).toHaveLength(3);
});

test('a refusal is forgotten with a RoleBinding in its namespace, and with a namespace that is made anew', async () => {
  const { rights, tenant, asked } = setUp();
  await rights.missing(tenant, question('app'), ['create']);

  rights.bindingChanged('elsewhere', []);
  await rights.missing(tenant, question('app'), ['create']);
  const untouched = asked.length;
  rights.bindingChanged('b', []);
  await rights.missing(tenant, question('app'), ['create']);
  await rights.missing(tenant, question('app', { namespaceUid: 'second' }), ['create']);

  expect(untouched).toBe(1);
  expect(asked).toHaveLength(3);
});

test('who is refused just after a binding that names it is to ask again, less often each time, until the server must have heeded it', async () => {
  const { rights, tenant, asked, later } = setUp();
  await rights.missing(tenant, question('app'), ['create']);
  rights.bindingChanged('b', [tenant.user]);

  const waits: number[] = [];
  for (let waitMs = 0; waitMs < 60_000; waitMs = rights.askAgainMs(tenant)) {
    later(waitMs / 1_000);
    await rights.missing(tenant, question('app'), ['create']);
    waits.push(waitMs);
  }

  expect(waits).toEqual([0, 250, 250, 500, 1_000, 2_000, 4_000]);
  expect(asked).toHaveLength(1 + waits.length);
});

test('a binding counts for those that it names and in its namespace alone', async () => {
  const { rights, tenant, asked, later } = setUp();
  await rights.missing(tenant, question('app'), ['create']);
  rights.bindingChanged('elsewhere', [tenant.user]);
  rights.bindingChanged('b', ['system:serviceaccount:a:other']);
  await rights.missing(tenant, question('app'), ['create']);
  later(0.25);
  await rights.missing(tenant, question('app'), ['create']);

  expect([rights.askAgainMs(tenant, 'elsewhere'), rights.askAgainMs(tenant, 'b')]).toEqual([250, Infinity]);
  expect(asked).toHaveLength(2); // after the binding of another
});

test('a clock that is put back after a binding asks for nothing over and over', async () => {
  const { rights, tenant, later } = setUp();
  await rights.missing(tenant, question('app'), ['create']);
  rights.bindingChanged('b', [tenant.user]);

  later(-3_600);

  expect(rights.askAgainMs(tenant)).toBe(Infinity);
});

test('a refusal that was on its way while a RoleBinding came is not remembered', async () => {
  const answer = Promise.withResolvers<boolean>();
  const { rights, tenant, asked } = setUp(() => (asked.length === 1 ? answer.promise : true));

  const early = rights.missing(tenant, question('app'), ['create']);
  rights.bindingChanged('b', []);
  answer.resolve(false);

  expect(await early).toBe('create');
  expect(await rights.missing(tenant, question('app'), ['create'])).toBeUndefined();
});

test('what is remembered of refusals has a bound', async () => {
  const { rights, tenant, asked } = setUp();
  const ask = (index: number) => rights.missing(tenant, question(`app-${index}`), ['get']);

  for (let index = 0; index <= 20_000; index++) await ask(index);
  await ask(20_000);
  const last = asked.length;
  await ask(0);

  expect(last).toBe(20_001);
  expect(asked).toHaveLength(20_002);
});
