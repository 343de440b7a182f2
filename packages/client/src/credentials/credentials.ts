import type { ClientCertificate } from '../cluster-config.ts';

/** What one request carries to say who sends it. Two of them are the same only if they are identical. */
export interface Credential {
  /** Value of the `authorization` header. */
  readonly authorization?: string;
  readonly certificate?: ClientCertificate;
}

/** Where requests get their credential from. */
export interface Credentials {
  /** What to send now; a promise only when something has to be fetched first. */
  current(): Credential | Promise<Credential>;
  /** Fetches again after the server refused this one (401). `undefined` when there is nothing else to try. */
  renew(refused: Credential): Promise<Credential | undefined>;
}

/** A credential that never changes. */
export function fixedCredentials(credential: Credential): Credentials {
  return { current: () => credential, renew: () => Promise.resolve(undefined) };
}

/** Credentials whose token is asked of a function before each request. */
export function tokenCredentials(token: () => Promise<string> | string): Credentials {
  let last: Credential = {};
  const credentialOf = (value: string): Credential => {
    const authorization = `Bearer ${value}`;
    if (last.authorization !== authorization) last = { authorization };
    return last;
  };
  const current = (): Credential | Promise<Credential> => {
    const value = token();
    return typeof value === 'string' ? credentialOf(value) : value.then(credentialOf);
  };
  return {
    current,
    async renew(refused) {
      const credential = await current();
      return credential === refused ? undefined : credential;
    },
  };
}
