import type { Client } from '@capstan/client';
import type { Logger } from '@capstan/runtime';
import { CapiError } from '../capi-error.ts';
import type { HookContext } from '../hooks/define-hook.ts';

/** What a handler is given. The signal is made when it is asked for: most calls end without. */
export class HookCall implements HookContext {
  readonly logger: Logger;
  readonly #client: Client | undefined;
  #controller: AbortController | undefined;
  #ended: { readonly reason: unknown } | undefined;

  constructor(client: Client | undefined, logger: Logger) {
    this.#client = client;
    this.logger = logger;
  }

  get client(): Client {
    if (this.#client) return this.#client;
    throw new CapiError('the extension server was started without a client', {
      code: 'NoCluster',
      hint: 'Start it with { client }, or do without ctx.client.',
    });
  }

  get signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController();
      if (this.#ended) this.#controller.abort(this.#ended.reason);
    }
    return this.#controller.signal;
  }

  abort(reason: unknown): void {
    this.#ended ??= { reason };
    this.#controller?.abort(reason);
  }
}
