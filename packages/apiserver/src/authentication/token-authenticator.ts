import { hash } from 'node:crypto';
import { quotedList } from '../authorization/quoted-list.ts';
import type { Store } from '../storage/store.ts';
import { deletionTimeOf } from './deletion-time.ts';
import { type ClaimedObject, claimedIssuer, type TokenClaims } from './token-claims.ts';
import type { TokenIssuer } from './token-issuer.ts';
import type { UserInfo } from './user-info.ts';
import { authenticatedGroup, serviceAccountGroups, serviceAccountUserName } from './well-known-users.ts';

export type TokenResult =
  | { readonly valid: true; readonly user: UserInfo; readonly audiences: readonly string[] }
  /** `why` as a `TokenReview` tells it. */
  | { readonly valid: false; readonly why: string };

export interface TokenAuthenticator {
  /**
   * Whose token it is, if it is for one of these audiences. Default: the API server's own.
   *
   * **Cost**: a hash for a token seen before; that its ServiceAccount and bound object still exist is asked every time.
   */
  authenticate(token: string, audiences?: readonly string[]): TokenResult | Promise<TokenResult>;
}

export interface TokenAuthenticatorOptions {
  readonly issuer: TokenIssuer;
  readonly store: Pick<Store, 'get'>;
  /** Milliseconds since the epoch. Default: `Date.now`. */
  readonly clock?: () => number;
}

/** A token whose signature is known to be good. */
interface VerifiedToken {
  readonly claims: TokenClaims;
  readonly user: UserInfo;
}

const cacheSize = 4096;
/** Clocks may differ by so much; kube-apiserver's JWT library has the same. */
const leewayMs = 60_000;
const invalidated = 'service account token has been invalidated';

export function createTokenAuthenticator(options: TokenAuthenticatorOptions): TokenAuthenticator {
  const { issuer, store, clock = Date.now } = options;
  const verified = new Map<string, VerifiedToken>();

  const judge = (token: VerifiedToken, wanted: readonly string[]): TokenResult => {
    const audiences = audiencesIn(token.claims, wanted, issuer);
    const now = clock();
    const why =
      audiences.length === 0
        ? `token audiences ${quotedList(token.claims.aud)} is invalid for the target audiences ${quotedList(wanted)}`
        : (timeProblem(token.claims, now) ?? lifeProblem(token.claims, store, now));
    return why === undefined ? { valid: true, user: token.user, audiences } : { valid: false, why: `[${invalidToken}, ${why}]` };
  };

  const verify = async (token: string, key: string, wanted: readonly string[]): Promise<TokenResult> => {
    try {
      const claims = await issuer.verify(token);
      const entry = { claims, user: userOf(claims) };
      remember(verified, key, entry);
      return judge(entry, wanted);
    } catch (error) {
      return { valid: false, why: `[${invalidToken}, ${error instanceof Error ? error.message : String(error)}]` };
    }
  };

  return {
    authenticate(token, audiences = issuer.audiences) {
      const key = hash('sha256', token, 'base64');
      const known = verified.get(key);
      if (known) return judge(known, audiences);
      return claimedIssuer(token) === issuer.issuer ? verify(token, key, audiences) : { valid: false, why: invalidToken };
    },
  };
}

const invalidToken = 'invalid bearer token';

/** Forgets the oldest half at once, which is cheaper than keeping an order of use. */
function remember(cache: Map<string, VerifiedToken>, key: string, token: VerifiedToken): void {
  if (cache.size >= cacheSize) for (const old of cache.keys().take(cacheSize / 2)) cache.delete(old);
  cache.set(key, token);
}

function audiencesIn(claims: TokenClaims, wanted: readonly string[], issuer: TokenIssuer): readonly string[] {
  const own = claims.aud.length === 0 ? issuer.audiences : claims.aud;
  return own.filter((audience) => wanted.includes(audience));
}

function timeProblem({ exp, nbf, iat }: TokenClaims, now: number): string | undefined {
  if (nbf !== undefined && now + leewayMs < nbf * 1000) return 'service account token is not valid yet';
  if (exp !== undefined && now - leewayMs > exp * 1000) return 'service account token has expired';
  if (iat !== undefined && now + leewayMs < iat * 1000) return 'service account token is issued in the future';
  return undefined;
}

/** Why the token ended before its time. */
function lifeProblem({ 'kubernetes.io': claims }: TokenClaims, store: Pick<Store, 'get'>, now: number): string | undefined {
  const { namespace, serviceaccount, secret, pod, node } = claims;
  const account = store.get({ resource: 'serviceaccounts', namespace, name: serviceaccount.name });
  if (!account) return `serviceaccounts "${serviceaccount.name}" not found`;
  if (account.uid !== serviceaccount.uid) {
    return `service account UID (${account.uid}) does not match claim (${serviceaccount.uid})`;
  }
  if (deletionTimeOf(account) < now - leewayMs) return `service account ${namespace}/${serviceaccount.name} has been deleted`;
  if (secret) return boundProblem(store, 'secret', namespace, secret, now);
  if (pod) return boundProblem(store, 'pod', namespace, pod, now);
  return node && boundProblem(store, 'node', '', node, now);
}

function boundProblem(
  store: Pick<Store, 'get'>,
  kind: 'secret' | 'pod' | 'node',
  namespace: string,
  { name, uid }: ClaimedObject,
  now: number,
): string | undefined {
  const object = store.get({ resource: `${kind}s`, namespace, name });
  if (!object) return invalidated;
  if (object.uid !== uid) return `${kind} UID (${object.uid}) does not match service account ${kind} ref claim (${uid})`;
  return deletionTimeOf(object) < now - leewayMs ? invalidated : undefined;
}

function userOf({ jti, 'kubernetes.io': { namespace, serviceaccount, pod, node } }: TokenClaims): UserInfo {
  const extra: Record<string, readonly string[]> = {
    ...(pod && { 'authentication.kubernetes.io/pod-name': [pod.name], 'authentication.kubernetes.io/pod-uid': [pod.uid] }),
    ...(jti && { 'authentication.kubernetes.io/credential-id': [`JTI=${jti}`] }),
    ...(node && { 'authentication.kubernetes.io/node-name': [node.name] }),
    ...(node?.uid && { 'authentication.kubernetes.io/node-uid': [node.uid] }),
  };
  return {
    name: serviceAccountUserName(namespace, serviceaccount.name),
    uid: serviceaccount.uid,
    groups: [...serviceAccountGroups(namespace), authenticatedGroup],
    ...(Object.keys(extra).length > 0 && { extra }),
  };
}
