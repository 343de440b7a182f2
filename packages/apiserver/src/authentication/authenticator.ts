import type { IncomingMessage } from 'node:http';
import { unauthorized } from '../errors/status-error.ts';
import { createCertificateAuthenticator } from './client-certificate.ts';
import type { TokenAuthenticator } from './token-authenticator.ts';
import type { UserInfo } from './user-info.ts';
import { anonymousUser } from './well-known-users.ts';

export interface AuthenticatorOptions {
  /** Who bearer tokens are from. */
  readonly tokens: TokenAuthenticator;
  /** Whether requests without credentials are `system:anonymous`, or 401. Default: true. */
  readonly anonymous?: boolean;
  /** Milliseconds since the epoch. Default: `Date.now`. */
  readonly clock?: () => number;
}

/** Who a request is from. Answers at once where it can; throws, or rejects with, 401. */
export type Authenticator = (request: Pick<IncomingMessage, 'socket' | 'headers'>) => UserInfo | Promise<UserInfo>;

/**
 * Asks the client certificate, then the bearer token. The first that knows the user wins; a credential that is no good
 * is 401, even where anonymous requests are let in.
 */
export function createAuthenticator(options: AuthenticatorOptions): Authenticator {
  const { tokens, anonymous = true, clock = Date.now } = options;
  const certificateOf = createCertificateAuthenticator(clock);

  return ({ socket, headers }) => {
    const certificate = certificateOf(socket);
    if (certificate.kind === 'user') return certificate.user;
    const token = bearerToken(headers.authorization);
    if (token !== undefined) {
      const result = tokens.authenticate(token);
      return result instanceof Promise ? result.then(userOf) : userOf(result);
    }
    if (certificate.kind === 'rejected' || !anonymous) throw unauthorized();
    return anonymousUser;
  };
}

function userOf(result: Awaited<ReturnType<TokenAuthenticator['authenticate']>>): UserInfo {
  if (!result.valid) throw unauthorized();
  return result.user;
}

/** `undefined` for no token at all: another scheme, or nothing after the word. */
function bearerToken(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const [scheme = '', token = ''] = header.trim().split(' ', 2);
  return scheme.toLowerCase() === 'bearer' && token !== '' ? token : undefined;
}
