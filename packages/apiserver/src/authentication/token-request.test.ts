import { expect, test } from 'vitest';
import { StatusError } from '../errors/status-error.ts';
import { claimsOf, headerOf, issuerUrl, start, tokenWorld } from './test-support/token-world.ts';

const statusOf = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(StatusError);
  return (error as StatusError).status;
};

test('a request for a token is answered with its terms and the token', async () => {
  const { access, request } = tokenWorld();
  const { uid } = await access.put('serviceaccounts', 'shop', 'sa');

  const answer = await request('sa');

  expect(answer).toEqual({
    kind: 'TokenRequest',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: { name: 'sa', namespace: 'shop', uid, creationTimestamp: '2026-11-21T04:44:17Z' },
    spec: { audiences: [issuerUrl], expirationSeconds: 3600, boundObjectRef: null },
    status: { token: expect.any(String), expirationTimestamp: '2026-11-21T05:44:17Z' },
  });
});

test('the claims are those that kube-apiserver writes, and no more', async () => {
  const { access, issuer, tokenOf } = tokenWorld();
  const { uid } = await access.put('serviceaccounts', 'shop', 'sa');
  const token = await tokenOf('sa', { expirationSeconds: 600, audiences: ['a'] });
  const issuedAt = Math.floor(start / 1000);

  expect(claimsOf(token)).toEqual({
    aud: ['a'],
    exp: issuedAt + 600,
    iat: issuedAt,
    iss: issuerUrl,
    jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
    'kubernetes.io': { namespace: 'shop', serviceaccount: { name: 'sa', uid } },
    nbf: issuedAt,
    sub: 'system:serviceaccount:shop:sa',
  });
  const { keys } = issuer.keySet as { keys: { kid: string }[] };
  expect(headerOf(token)).toEqual({ alg: 'ES256', kid: keys[0]?.kid });
});

test('relying parties find the key, without its private half', () => {
  const { issuer } = tokenWorld();

  expect(issuer.keySet).toEqual({
    keys: [
      {
        use: 'sig',
        kty: 'EC',
        kid: expect.any(String),
        crv: 'P-256',
        alg: 'ES256',
        x: expect.any(String),
        y: expect.any(String),
      },
    ],
  });
  expect(issuer.discovery('https://127.0.0.1:6443/openid/v1/jwks')).toEqual({
    issuer: issuerUrl,
    jwks_uri: 'https://127.0.0.1:6443/openid/v1/jwks',
    response_types_supported: ['id_token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['ES256'],
  });
});

test("a pod's token of the kubelet's length lives a year and warns after the hour", async () => {
  const { access, request } = tokenWorld();
  await access.put('serviceaccounts', 'shop', 'sa');
  await access.put('pods', 'shop', 'p', { spec: { serviceAccountName: 'sa' } });

  const { status } = await request('sa', {
    expirationSeconds: 3607,
    boundObjectRef: { apiVersion: 'v1', kind: 'Pod', name: 'p' },
  });

  const { token, expirationTimestamp } = status as { token: string; expirationTimestamp: string };
  const claims = claimsOf(token);
  expect(claims.exp - claims.iat).toBe(365 * 24 * 3600);
  expect(claims['kubernetes.io'].warnafter - claims.iat).toBe(3607);
  expect(expirationTimestamp).toBe('2026-11-21T05:44:24Z');
});

test.each([
  [599, 'may not specify a duration less than 10 minutes'],
  [-1, 'may not specify a duration less than 10 minutes'],
  [2 ** 33, 'may not specify a duration larger than 2^32 seconds'],
])('a token of %i seconds is not given out', async (expirationSeconds, reason) => {
  const { access, request } = tokenWorld();
  await access.put('serviceaccounts', 'shop', 'sa');
  const message = `Invalid value: ${expirationSeconds}: ${reason}`;

  expect(await statusOf(request('sa', { expirationSeconds }))).toMatchObject({
    code: 422,
    message: `TokenRequest.authentication.k8s.io "" is invalid: spec.expirationSeconds: ${message}`,
    details: {
      group: 'authentication.k8s.io',
      kind: 'TokenRequest',
      causes: [{ reason: 'FieldValueInvalid', message, field: 'spec.expirationSeconds' }],
    },
  });
});

test('there is no token for a ServiceAccount that is not there', async () => {
  const { request } = tokenWorld();

  expect(await statusOf(request('sa'))).toMatchObject({ code: 404, message: 'serviceaccounts "sa" not found' });
});

test.each([
  [
    { name: 'other' },
    422,
    'TokenRequest.authentication.k8s.io "sa" is invalid: metadata.name: Invalid value: "other": must match the service account name if specified',
  ],
  [{ namespace: 'other' }, 400, 'the namespace of the provided object does not match the namespace sent on the request'],
])('a body with metadata %j is refused', async (metadata, code, message) => {
  const { access, request } = tokenWorld();
  await access.put('serviceaccounts', 'shop', 'sa');

  expect(await statusOf(request('sa', {}, metadata))).toMatchObject({ code, message });
});

test('a request for a ServiceAccount of another uid is a conflict', async () => {
  const { access, request } = tokenWorld();
  const { uid } = await access.put('serviceaccounts', 'shop', 'sa');

  expect(await statusOf(request('sa', {}, { uid: 'old' }))).toMatchObject({
    code: 409,
    message: `Operation cannot be fulfilled on TokenRequest.authentication.k8s.io "sa": the UID in the token request (old) does not match the UID of the service account (${uid})`,
  });
});

test.each([
  [{ kind: 'ConfigMap', apiVersion: 'v1', name: 'x' }, 400, 'cannot bind token to object of type /v1, Kind=ConfigMap'],
  [{ kind: 'Pod', apiVersion: 'apps/v1', name: 'x' }, 400, 'cannot bind token to object of type apps/v1, Kind=Pod'],
  [{ kind: 'Secret', apiVersion: 'v1', name: 'x' }, 404, 'secrets "x" not found'],
  [
    { kind: 'Secret', apiVersion: 'v1', name: 'sec', uid: 'old' },
    409,
    'Operation cannot be fulfilled on Secret "sec": the UID in the bound object reference (old) does not match the UID in record. The object might have been deleted and then recreated',
  ],
  [
    { kind: 'Pod', apiVersion: 'v1', name: 'p' },
    400,
    'cannot bind token for serviceaccount "sa" to pod running with different serviceaccount name.',
  ],
])('a token is not bound to %j', async (boundObjectRef, code, message) => {
  const { access, request } = tokenWorld();
  await access.put('serviceaccounts', 'shop', 'sa');
  await access.put('secrets', 'shop', 'sec');
  await access.put('pods', 'shop', 'p', { spec: { serviceAccountName: 'other' } });

  expect(await statusOf(request('sa', { boundObjectRef }))).toMatchObject({ code, message });
});
