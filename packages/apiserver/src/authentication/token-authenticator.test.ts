import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { claimsOf, forged, issuerUrl, start, tokenWorld } from './test-support/token-world.ts';

const why = (text: string) => ({ valid: false, why: `[invalid bearer token, ${text}]` });
const seconds = 1000;

test('a token says which ServiceAccount it is from, and which credential it is', async () => {
  const { access, tokens, tokenOf } = tokenWorld();
  const account = await access.put('serviceaccounts', 'shop', 'sa');
  const token = await tokenOf('sa');

  expect(await tokens.authenticate(token)).toEqual({
    valid: true,
    audiences: [issuerUrl],
    user: {
      name: 'system:serviceaccount:shop:sa',
      uid: account.uid,
      groups: ['system:serviceaccounts', 'system:serviceaccounts:shop', 'system:authenticated'],
      extra: { 'authentication.kubernetes.io/credential-id': [`JTI=${claimsOf(token).jti}`] },
    },
  });
});

test('a token seen before is answered at once', async () => {
  const { access, tokens, tokenOf } = tokenWorld();
  await access.put('serviceaccounts', 'shop', 'sa');
  const token = await tokenOf('sa');
  const first = tokens.authenticate(token);
  await first;

  expect(first).toBeInstanceOf(Promise);
  expect(tokens.authenticate(token)).toMatchObject({ valid: true });
});

test('a token ends a minute after its time, which clocks may differ by', async () => {
  const { access, now, tokens, tokenOf } = tokenWorld();
  await access.put('serviceaccounts', 'shop', 'sa');
  const token = await tokenOf('sa', { expirationSeconds: 600 });

  now.ms = start + 650 * seconds;
  expect(await tokens.authenticate(token)).toMatchObject({ valid: true });
  now.ms = start + 661 * seconds;
  expect(await tokens.authenticate(token)).toEqual(why('service account token has expired'));
});

test.each([
  ['of the future', { nbf: start / seconds + 100 }, 'service account token is not valid yet'],
  ['issued in the future', { iat: start / seconds + 100 }, 'service account token is issued in the future'],
  ['without claims of a ServiceAccount', { 'kubernetes.io': undefined }, 'claims are not those of a service account'],
  ['with a time that is no number', { exp: 'soon' }, 'claims are not those of a service account'],
])('a token %s is refused', async (_, change, expected) => {
  const { access, tokens, tokenOf } = tokenWorld();
  await access.put('serviceaccounts', 'shop', 'sa');
  const claims = claimsOf(await tokenOf('sa'));

  expect(await tokens.authenticate(await forged({ ...claims, ...change }))).toEqual(why(expected));
});

test('a token for another audience is no good for the API server', async () => {
  const { access, tokens, tokenOf } = tokenWorld();
  await access.put('serviceaccounts', 'shop', 'sa');
  const token = await tokenOf('sa', { audiences: ['a', 'b'] });

  expect(await tokens.authenticate(token)).toEqual(
    why(`token audiences ["a" "b"] is invalid for the target audiences ["${issuerUrl}"]`),
  );
  expect(await tokens.authenticate(token, ['x', 'b'])).toMatchObject({ valid: true, audiences: ['b'] });
});

test('a token of another issuer is rubbish, whoever signed it', async () => {
  const { access, tokens, tokenOf } = tokenWorld();
  await access.put('serviceaccounts', 'shop', 'sa');
  const claims = claimsOf(await tokenOf('sa'));

  expect(await tokens.authenticate(await forged({ ...claims, iss: 'https://other' }))).toEqual({
    valid: false,
    why: 'invalid bearer token',
  });
});

test.each(['', 'rubbish', 'a.b.c', '..', '{"a":1}'])('%j is no token', async (token) => {
  const { tokens } = tokenWorld();

  expect(await tokens.authenticate(token)).toEqual({ valid: false, why: 'invalid bearer token' });
});

test('a token that was altered, signed by another key, or not signed at all is refused', async () => {
  const { access, tokens, tokenOf } = tokenWorld();
  await access.put('serviceaccounts', 'shop', 'sa');
  const token = await tokenOf('sa');
  const [header = '', , signature = ''] = token.split('.');
  const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const claims = claimsOf(token);

  const bad = why('error in cryptographic primitive');
  expect(await tokens.authenticate(`${header}.${encoded({ ...claims, sub: 'root' })}.${signature}`)).toEqual(bad);
  expect(await tokens.authenticate(await forged(claims, stranger))).toEqual(bad);
  expect(await tokens.authenticate(`${encoded({ alg: 'none' })}.${encoded(claims)}.`)).toEqual(bad);
  expect(await tokens.authenticate(`${encoded({ alg: 'HS256' })}.${encoded(claims)}.${signature}`)).toEqual(bad);
  expect(await tokens.authenticate(`${encoded({ alg: 'ES256', kid: 'x' })}.${encoded(claims)}.${signature}`)).toEqual(
    why('invalid signature, no keys found'),
  );
});

test('a token dies with its ServiceAccount, and stays dead when one of the same name comes', async () => {
  const { access, tokens, tokenOf } = tokenWorld();
  const { uid } = await access.put('serviceaccounts', 'shop', 'sa');
  const token = await tokenOf('sa');
  await tokens.authenticate(token);

  await access.remove('serviceaccounts', 'shop', 'sa');
  expect(await tokens.authenticate(token)).toEqual(why('serviceaccounts "sa" not found'));

  const next = await access.put('serviceaccounts', 'shop', 'sa');
  expect(await tokens.authenticate(token)).toEqual(why(`service account UID (${next.uid}) does not match claim (${uid})`));
});

test('a token of a ServiceAccount that waits for finalizers ends a minute after the deletion', async () => {
  const { access, now, tokens, tokenOf } = tokenWorld();
  await access.put('serviceaccounts', 'shop', 'sa');
  const token = await tokenOf('sa');
  await access.put('serviceaccounts', 'shop', 'sa', { metadata: { deletionTimestamp: new Date(start).toISOString() } });

  expect(await tokens.authenticate(token)).toMatchObject({ valid: true });
  now.ms = start + 61 * seconds;
  expect(await tokens.authenticate(token)).toEqual(why('service account shop/sa has been deleted'));
});

test.each([
  ['Secret', 'secrets', 'shop'],
  ['Pod', 'pods', 'shop'],
  ['Node', 'nodes', ''],
])('a token bound to a %s dies with it', async (kind, resource, namespace) => {
  const { access, tokens, tokenOf } = tokenWorld();
  await access.put('serviceaccounts', 'shop', 'sa');
  const { uid } = await access.put(resource, namespace, 'x', { spec: { serviceAccountName: 'sa' } });
  const token = await tokenOf('sa', { boundObjectRef: { apiVersion: 'v1', kind, name: 'x' } });
  expect(await tokens.authenticate(token)).toMatchObject({ valid: true });

  await access.remove(resource, namespace, 'x');
  expect(await tokens.authenticate(token)).toEqual(why('service account token has been invalidated'));

  const next = await access.put(resource, namespace, 'x');
  const word = kind.toLowerCase();
  expect(await tokens.authenticate(token)).toEqual(
    why(`${word} UID (${next.uid}) does not match service account ${word} ref claim (${uid})`),
  );
});

test('a token bound to a pod says which pod, and which node it runs on', async () => {
  const { access, tokens, tokenOf } = tokenWorld();
  await access.put('serviceaccounts', 'shop', 'sa');
  const node = await access.put('nodes', '', 'n1');
  const pod = await access.put('pods', 'shop', 'p', { spec: { serviceAccountName: 'sa', nodeName: 'n1' } });
  const token = await tokenOf('sa', { boundObjectRef: { apiVersion: 'v1', kind: 'Pod', name: 'p', uid: pod.uid } });

  expect(await tokens.authenticate(token)).toMatchObject({
    user: {
      extra: {
        'authentication.kubernetes.io/pod-name': ['p'],
        'authentication.kubernetes.io/pod-uid': [pod.uid],
        'authentication.kubernetes.io/node-name': ['n1'],
        'authentication.kubernetes.io/node-uid': [node.uid],
      },
    },
  });
});
