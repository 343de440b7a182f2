import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '@capstan/runtime';
import { answerCall, type CallServices, type EndedCall } from './answer-call.ts';
import type { CallTally } from './call-tally.ts';
import { callerTimeoutMs } from './caller-timeout.ts';
import type { HookRoute } from './hook-routes.ts';
import type { ObservedCall } from './observed-call.ts';

export interface HookServerOptions extends CallServices {
  readonly routes: ReadonlyMap<string, HookRoute>;
  readonly clock: Clock;
  readonly tally: CallTally;
  readonly ended: (call: ObservedCall) => void;
}

export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/**
 * Answers calls of hooks. Status 200 for whatever was processed, failures too: Cluster API takes nothing else for an answer. More
 * calls than may run at once are failures rather than 503, because a failure policy may ignore a 503, and a hook that was ignored
 * is not called again; a failure is, about a second later.
 */
export class HookServer {
  readonly #options: HookServerOptions;
  #draining = false;

  constructor(options: HookServerOptions) {
    this.#options = options;
  }

  get isDraining(): boolean {
    return this.#draining;
  }

  /** From now on, answers ask callers to leave their connection. */
  drain(): void {
    this.#draining = true;
  }

  /** Whose path it is; `undefined` when it is no hook's. */
  routeOf(path: string): HookRoute | undefined {
    return this.#options.routes.get(path);
  }

  serve(route: HookRoute, query: string, exchange: Exchange): void {
    this.#serve(route, query, exchange).catch((error: unknown) => {
      // An answer that can't be sent, such as raw() with a status that is none, ends its connection and not the process.
      this.#options.logger.error({ hook: route.hook, error: String(error) }, 'cannot answer');
      exchange.response.destroy();
    });
  }

  async #serve(route: HookRoute, query: string, { request, response }: Exchange): Promise<void> {
    const { clock, tally } = this.#options;
    const startedAt = performance.now();
    tally.began();
    // What is left when nothing better comes: a call that began has to end, or it counts as running forever.
    let ended: EndedCall = { result: 'error', message: 'cannot answer' };
    try {
      const incoming = { start: clock.now(), timeoutMs: callerTimeoutMs(query), request, response };
      ended = await answerCall(route, incoming, this.#options);
      if (ended.body !== undefined) this.#send(response, ended.httpStatus ?? 200, ended.body);
    } finally {
      this.#report(route, ended, performance.now() - startedAt);
    }
  }

  #send(response: ServerResponse, status: number, body: string): void {
    const headers = ['content-type', 'application/json', 'content-length', String(Buffer.byteLength(body))];
    if (this.#draining) headers.push('connection', 'close');
    response.writeHead(status, headers);
    response.end(body);
  }

  #report(
    { extension, hook, handler }: HookRoute,
    { body: _body, httpStatus: _status, ...ended }: EndedCall,
    durationMs: number,
  ) {
    const call = { extension, hook, ...(handler && { handler: handler.name }), ...ended, durationMs };
    this.#options.tally.ended(call);
    this.#options.ended(call);
  }
}
