import { type Client, isApiError } from '@capstan/client';
import { ServiceAccount, type TokenRequest } from '@capstan/schema';
import { type Clock, systemClock } from '../clock.ts';
import type { ServiceAccountRef } from '../controller.ts';
import { RuntimeError } from '../runtime-error.ts';

interface IssuedToken {
  readonly token: string;
  /** When to fetch the next one: at 80 % of its life. */
  readonly renewAt: number;
}

/** A token asked for, and the uid its ServiceAccount had then, where that is known. */
interface Kept {
  readonly uid: string | undefined;
  readonly requestedAt: number;
  readonly issued: Promise<IssuedToken>;
}

const expirationSeconds = 600;

/**
 * Tokens of ServiceAccounts, by TokenRequest: for the API server's own audience, of ten minutes, kept until 80 % of their
 * life. Requests for one ServiceAccount at the same time share one answer. One that is made anew under the same name
 * (another uid) gets a token of its own.
 */
export class ServiceAccountTokens {
  readonly #client: Client;
  readonly #clock: Clock;
  readonly #onRequest: (result: 'issued' | 'failed') => void;
  readonly #issued = new Map<string, Kept>();

  constructor(client: Client, clock: Clock = systemClock, onRequest: (result: 'issued' | 'failed') => void = () => undefined) {
    this.#onRequest = onRequest;
    this.#client = client;
    this.#clock = clock;
  }

  async token(who: ServiceAccountRef): Promise<string> {
    const key = keyOf(who);
    const known = this.#issued.get(key);
    if (known && isSameAccount(known, who)) {
      const { token, renewAt } = await known.issued;
      if (this.#clock.now() < renewAt) return token;
      if (this.#issued.get(key) !== known) return this.token(who);
    }
    this.#dropOld();
    const requested = { uid: who.uid, requestedAt: this.#clock.now(), issued: this.#request(who) };
    this.#issued.set(key, requested);
    requested.issued.then(
      () => this.#onRequest('issued'),
      () => {
        this.#onRequest('failed');
        if (this.#issued.get(key) === requested) this.#issued.delete(key);
      },
    );
    return (await requested.issued).token;
  }

  /** Drops a token that the server no longer accepts, as when its ServiceAccount was made anew. */
  forget(who: ServiceAccountRef): void {
    this.#issued.delete(keyOf(who));
  }

  /** ServiceAccounts that nobody acts as any more take no room. */
  #dropOld(): void {
    const oldest = this.#clock.now() - expirationSeconds * 1_000;
    for (const [key, { requestedAt }] of this.#issued) if (requestedAt < oldest) this.#issued.delete(key);
  }

  /** ServiceAccounts of which a token is kept. */
  get size(): number {
    return this.#issued.size;
  }

  async #request({ serviceAccount, namespace }: ServiceAccountRef): Promise<IssuedToken> {
    const requestedAt = this.#clock.now();
    const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds } };
    try {
      const answer = await this.#client.createSubresource(ServiceAccount, { name: serviceAccount, namespace }, 'token', body);
      const { status } = answer as TokenRequest; // what this subresource answers
      const lifeMs = Date.parse(status?.expirationTimestamp ?? '') - requestedAt;
      return { token: status?.token ?? '', renewAt: requestedAt + 0.8 * lifeMs };
    } catch (error) {
      if (!isApiError(error, 'NotFound')) throw error;
      throw new RuntimeError(`ServiceAccount ${namespace}/${serviceAccount} does not exist`, {
        code: 'ServiceAccountNotFound',
        hint: 'Create it, or name another one.',
        cause: error,
      });
    }
  }
}

const keyOf = ({ namespace, serviceAccount }: ServiceAccountRef) => `${namespace}/${serviceAccount}`;

const isSameAccount = (known: Kept, { uid }: ServiceAccountRef) =>
  uid === undefined || known.uid === undefined || uid === known.uid;

/** A client with the rights of a ServiceAccount, its token renewed as it ages. */
export function serviceAccountClient(client: Client, who: ServiceAccountRef): Client {
  const tokens = new ServiceAccountTokens(client);
  return client.with({ token: () => tokens.token(who) });
}
