/** An object that a token dies with. */
export interface ClaimedObject {
  readonly name: string;
  readonly uid: string;
}

/** What a ServiceAccount token says, besides its issuer's part. */
export interface ServiceAccountClaims {
  readonly namespace: string;
  readonly serviceaccount: ClaimedObject;
  readonly pod?: ClaimedObject;
  readonly secret?: ClaimedObject;
  readonly node?: ClaimedObject;
  /** Seconds since the epoch: the client should have got a new token by then. */
  readonly warnafter?: number;
}

/** Times are in seconds since the epoch. */
export interface TokenClaims {
  readonly aud: readonly string[];
  readonly exp?: number;
  readonly iat?: number;
  readonly iss: string;
  readonly jti?: string;
  readonly 'kubernetes.io': ServiceAccountClaims;
  readonly nbf?: number;
  readonly sub: string;
}

/** Reads a token's payload; `undefined` when it isn't a ServiceAccount token's. */
export function parseClaims(payload: Uint8Array): TokenClaims | undefined {
  const claims = parseObject(payload);
  const account = claims && objectOf(claims['kubernetes.io']);
  if (!claims || !account || typeof account['namespace'] !== 'string' || !isClaimedObject(account['serviceaccount']))
    return undefined;
  if (![claims['exp'], claims['iat'], claims['nbf']].every(isOptionalNumber)) return undefined;
  if (![account['pod'], account['secret'], account['node']].every((ref) => ref === undefined || isClaimedObject(ref)))
    return undefined;
  const aud = typeof claims['aud'] === 'string' ? [claims['aud']] : (claims['aud'] ?? []);
  if (!Array.isArray(aud) || !aud.every((audience) => typeof audience === 'string')) return undefined;
  // Every field that is used was looked at; the rest of the payload is of no interest.
  return { ...claims, aud } as unknown as TokenClaims;
}

/** The issuer a token claims to be from, before anything of it is verified. */
export function claimedIssuer(token: string): unknown {
  const parts = token.split('.');
  return parts.length === 3 ? parseObject(Buffer.from(parts[1] ?? '', 'base64url'))?.['iss'] : undefined;
}

function parseObject(payload: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  try {
    return objectOf(JSON.parse(Buffer.from(payload).toString()));
  } catch {
    return undefined;
  }
}

const objectOf = (value: unknown) =>
  // A JSON object has string keys and values of any kind.
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined;

const isOptionalNumber = (value: unknown) => value === undefined || typeof value === 'number';

function isClaimedObject(value: unknown): boolean {
  const ref = objectOf(value);
  return typeof ref?.['name'] === 'string' && typeof ref['uid'] === 'string';
}
