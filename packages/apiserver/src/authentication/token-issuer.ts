import { createHash, createPublicKey, type KeyObject, randomUUID } from 'node:crypto';
// By their own paths: half the time to load of all of jose.
import { CompactSign } from 'jose/jws/compact/sign';
import { compactVerify } from 'jose/jws/compact/verify';
import { parseClaims, type ServiceAccountClaims, type TokenClaims } from './token-claims.ts';
import { serviceAccountUserName } from './well-known-users.ts';

export interface TokenIssuerOptions {
  /** A private EC key on P-256; the same one after a restart, or tokens given out before are worth nothing. */
  readonly signingKey: KeyObject;
  /** `iss` of every token: the URL below which the discovery document is served. */
  readonly issuer: string;
  /** Whom a token is for unless the request for it says otherwise: the API server. Default: the issuer. */
  readonly audiences?: readonly string[];
}

/** Makes and verifies ServiceAccount tokens (JWT, ES256). */
export interface TokenIssuer {
  readonly issuer: string;
  readonly audiences: readonly string[];
  /** `/openid/v1/jwks`, an `application/jwk-set+json`. */
  readonly keySet: object;
  /** `/.well-known/openid-configuration`, for relying parties. */
  discovery(keySetUrl: string): object;
  sign(account: ServiceAccountClaims, terms: TokenTerms): Promise<string>;
  /** Signature and form only. Rejects with the reason, in words for a `TokenReview`. */
  verify(token: string): Promise<TokenClaims>;
}

export interface TokenTerms {
  readonly audiences: readonly string[];
  /** Seconds since the epoch. */
  readonly issuedAt: number;
  readonly expires: number;
}

const algorithm = 'ES256';
const badSignature = 'error in cryptographic primitive';
const unknownKey = 'invalid signature, no keys found';

export function createTokenIssuer(options: TokenIssuerOptions): TokenIssuer {
  const { signingKey, issuer, audiences = [issuer] } = options;
  const publicKey = createPublicKey(signingKey);
  const keyId = keyIdOf(publicKey);
  const header = { alg: algorithm, kid: keyId };
  const { kty, crv, x, y } = publicKey.export({ format: 'jwk' });

  return {
    issuer,
    audiences,
    keySet: { keys: [{ use: 'sig', kty, kid: keyId, crv, alg: algorithm, x, y }] },
    discovery: (keySetUrl) => ({
      issuer,
      jwks_uri: keySetUrl,
      response_types_supported: ['id_token'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: [algorithm],
    }),
    sign(account, { audiences: aud, issuedAt, expires }) {
      const claims: TokenClaims = {
        aud,
        exp: expires,
        iat: issuedAt,
        iss: issuer,
        jti: randomUUID(),
        'kubernetes.io': account,
        nbf: issuedAt,
        sub: serviceAccountUserName(account.namespace, account.serviceaccount.name),
      };
      return new CompactSign(Buffer.from(JSON.stringify(claims))).setProtectedHeader(header).sign(signingKey);
    },
    verify: (token) => verify(token, publicKey, keyId),
  };
}

async function verify(token: string, key: KeyObject, keyId: string): Promise<TokenClaims> {
  const keyOf = ({ kid = keyId }: { kid?: string }) => {
    if (kid !== keyId) throw new Error(unknownKey);
    return key;
  };
  const { payload } = await compactVerify(token, keyOf, { algorithms: [algorithm] }).catch((cause: unknown) => {
    throw new Error(cause instanceof Error && cause.message === unknownKey ? unknownKey : badSignature, { cause });
  });
  const claims = parseClaims(payload);
  if (!claims) throw new Error('claims are not those of a service account');
  return claims;
}

/** As kube-apiserver names its keys, so that a key moved from there keeps its name. */
const keyIdOf = (publicKey: KeyObject) =>
  createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64url');
