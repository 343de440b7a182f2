import { type Client, isApiError } from '@capstan/client';
import type { ObjectRef, ResourceType } from '@capstan/schema';
import { keyOf, resourceId } from '../cache/object-key.ts';
import type { Logger, ServiceAccountRef } from '../controller.ts';
import { errorFields } from '../error-fields.ts';
import type { ServiceAccountTokens } from './service-account-tokens.ts';

interface Followed {
  /** Keys that are woken. */
  readonly keys: Set<string>;
  readonly watching: AbortController;
}

export interface FollowedOptions {
  readonly client: Client;
  readonly tokens: ServiceAccountTokens;
  readonly logger: Logger;
  readonly wake: (key: string) => void;
  /** Watches of one ServiceAccount at the same time. Default: 50. */
  readonly limitPerAccount?: number;
}

/**
 * Single objects that are watched with the rights of ServiceAccounts, by their metadata, because the operator has no rights
 * on them. Everybody who follows an object as the same ServiceAccount shares one watch.
 */
export class FollowedObjects {
  readonly #options: FollowedOptions;
  readonly #followed = new Map<string, Followed>();
  readonly #perAccount = new Map<string, number>();
  readonly #byKey = new Map<string, ReadonlySet<string>>();
  readonly #running = new Set<Promise<void>>();

  constructor(options: FollowedOptions) {
    this.#options = options;
  }

  /** Follows an object for a key. `undefined` when the ServiceAccount has as many watches as it may; otherwise an id for `replace`. */
  follow(key: string, who: ServiceAccountRef, resource: ResourceType, ref: ObjectRef): string | undefined {
    const account = `${who.namespace}/${who.serviceAccount} ${who.uid ?? ''}`;
    const id = `${account} ${resourceId(resource)} ${keyOf(ref)}`;
    const known = this.#followed.get(id);
    if (known) {
      known.keys.add(key);
      return id;
    }
    const watches = this.#perAccount.get(account) ?? 0;
    if (watches >= (this.#options.limitPerAccount ?? 50)) return undefined;
    this.#perAccount.set(account, watches + 1);
    const followed = { keys: new Set([key]), watching: new AbortController() };
    this.#followed.set(id, followed);
    const running = this.#watch(followed, who, resource, ref).finally(() => {
      if (this.#followed.get(id) === followed) this.#followed.delete(id);
      this.#running.delete(running);
      const left = (this.#perAccount.get(account) ?? 1) - 1;
      if (left > 0) this.#perAccount.set(account, left);
      else this.#perAccount.delete(account);
    });
    this.#running.add(running);
    return id;
  }

  /** Replaces what a key follows; a watch that nobody needs ends. */
  replace(key: string, ids: ReadonlySet<string>): void {
    for (const id of this.#byKey.get(key) ?? []) if (!ids.has(id)) this.#release(id, key);
    if (ids.size > 0) this.#byKey.set(key, ids);
    else this.#byKey.delete(key);
  }

  /** Ends all watches. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const { watching } of this.#followed.values()) watching.abort();
    await Promise.all(this.#running);
  }

  #release(id: string, key: string): void {
    const followed = this.#followed.get(id);
    followed?.keys.delete(key);
    if (followed?.keys.size !== 0) return;
    this.#followed.delete(id); // who asks while it ends gets a watch of its own
    followed.watching.abort();
  }

  /** Ends when it is told to, or when the server refuses: whoever still wants to know follows again at its next visit. */
  async #watch({ keys, watching }: Followed, who: ServiceAccountRef, resource: ResourceType, ref: ObjectRef): Promise<void> {
    const { client, tokens, logger, wake } = this.#options;
    const tenant = client.with({ token: () => tokens.token(who) });
    const options = { namespace: ref.namespace, fields: `metadata.name=${ref.name}`, signal: watching.signal };
    const wakeAll = () => {
      for (const key of keys) wake(key);
    };
    try {
      for await (const event of tenant.watchMetadata(resource, options)) {
        // Also when the first set is complete: the object may have changed since the visit that asked to follow it.
        if (event.type !== 'restarted' && event.type !== 'listed') wakeAll();
      }
    } catch (error) {
      if (watching.signal.aborted) return;
      const level = isApiError(error, 'Forbidden') ? 'debug' : 'warn';
      logger[level]({ kind: resource.kind, object: keyOf(ref), user: who, ...errorFields(error) }, 'cannot follow an object');
    }
  }
}
