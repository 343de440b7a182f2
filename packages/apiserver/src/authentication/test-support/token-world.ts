import { createHash, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { SignJWT } from 'jose';
import { createRbacAuthorizer } from '../../authorization/rbac-authorizer.ts';
import { createReviews } from '../../authorization/reviews.ts';
import { accessStore } from '../../authorization/test-support/access-store.ts';
import type { MutableObject } from '../../resources/served-kind.ts';
import { createTokenAuthenticator } from '../token-authenticator.ts';
import { createTokenIssuer } from '../token-issuer.ts';

export const issuerUrl = 'https://127.0.0.1:6443/';
export const start = Date.parse('2026-11-21T04:44:17.400Z');
export const { privateKey: signingKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** All that tokens have to do with, around a clock that a test turns. */
export function tokenWorld() {
  const access = accessStore();
  const now = { ms: start };
  const clock = () => now.ms;
  const issuer = createTokenIssuer({ signingKey, issuer: issuerUrl });
  const tokens = createTokenAuthenticator({ issuer, store: access.store, clock });
  const reviews = createReviews({ rbac: createRbacAuthorizer(access.store), tokens, issuer, store: access.store, clock });

  const request = async (name: string, spec: object = {}, metadata: MutableObject['metadata'] = {}) =>
    reviews['serviceaccounts/token']({ metadata, spec }, { user: { name: 'admin', groups: [] }, namespace: 'shop', name });
  const tokenOf = async (name: string, spec: object = {}) => {
    const { status } = await request(name, spec);
    return (status as { token: string }).token;
  };
  return { access, now, issuer, tokens, reviews, request, tokenOf };
}

/** A token that says whatever a test wants it to. */
export function forged(claims: object, key: KeyObject = signingKey): Promise<string> {
  const kid = createHash('sha256')
    .update(createPublicKey(signingKey).export({ type: 'spki', format: 'der' }))
    .digest('base64url');
  return new SignJWT({ ...claims }).setProtectedHeader({ alg: 'ES256', kid }).sign(key);
}

export const claimsOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
export const headerOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString());
