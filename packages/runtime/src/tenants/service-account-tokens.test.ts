import { ServiceAccount } from '@capstan/schema';
import { testEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import { ManualClock } from '../test-support/manual-clock.ts';
import { ServiceAccountTokens } from './service-account-tokens.ts';

/** The part of a token that says for whom and what it is. */
function claims(token: string): { readonly aud: readonly string[]; readonly exp: number; readonly iat: number } {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
}

test('a token is for the server alone, for ten minutes, and is kept until 80 % of its life', async () => {
  await using env = await testEnv();
  const namespace = await env.namespace();
  const clock = new ManualClock();
  clock.advance(Date.now() - clock.now());
  const tokens = new ServiceAccountTokens(env.client, clock);
  const who = { serviceAccount: 'default', namespace };

  const first = await tokens.token(who);
  const { aud, exp, iat } = claims(first);
  const life = exp * 1_000 - clock.now(); // ten minutes, and what has gone by since the clock was set
  clock.advance(0.79 * life);
  const kept = await tokens.token(who);
  clock.advance(0.02 * life);
  const renewed = await tokens.token(who);

  expect([exp - iat, aud.length]).toEqual([600, 1]);
  expect(kept).toBe(first);
  expect(renewed).not.toBe(first);
});

test('a ServiceAccount that is made anew under the same name does not get the token of the old one', async () => {
  await using env = await testEnv();
  const namespace = await env.namespace();
  const make = () => env.client.create(ServiceAccount, { metadata: { name: 'weaver', namespace } });
  const tokens = new ServiceAccountTokens(env.client);
  const old = await make();
  const first = await tokens.token({ serviceAccount: 'weaver', namespace, uid: old.metadata.uid });
  await env.client.delete(ServiceAccount, { name: 'weaver', namespace });
  const remade = await make();

  const second = await tokens.token({ serviceAccount: 'weaver', namespace, uid: remade.metadata.uid });

  expect(second).not.toBe(first);
});

test('of ServiceAccounts that nobody acts as any more nothing is kept', async () => {
  await using env = await testEnv();
  const clock = new ManualClock();
  clock.advance(Date.now() - clock.now());
  const tokens = new ServiceAccountTokens(env.client, clock);
  for (const namespace of [await env.namespace(), await env.namespace()])
    await tokens.token({ serviceAccount: 'default', namespace });
  const before = tokens.size;

  clock.advance(601_000);
  await tokens.token({ serviceAccount: 'default', namespace: await env.namespace() });

  expect([before, tokens.size]).toEqual([2, 1]);
});
