import type { Agent } from 'node:http';
import type { Dispatcher } from 'undici';
import type { Impersonation } from '../cluster-config.ts';
import type { Credential, Credentials } from '../credentials/credentials.ts';
import { answerError } from './answer-error.ts';
import { CallLimit } from './call-limit.ts';
import type { Answer, CallRequest } from './call-request.ts';
import { closedError, connectionError } from './connection-error.ts';
import type { Connections } from './connections.ts';
import { exchange } from './exchange.ts';
import { HeaderCache } from './header-cache.ts';
import { delayAfterAnswer, delayAfterLoss, type RetryPolicy } from './retry-policy.ts';
import { warningsOf } from './warnings.ts';

export interface TransportSettings {
  /** Path of the API below the origin; `''` as a rule. */
  readonly basePath: string;
  readonly userAgent: string;
  readonly retry: RetryPolicy;
  readonly onWarning: ((warning: string) => void) | undefined;
}

export interface UpgradeTarget {
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly agent: Agent;
}

/** What came of one attempt: an answer that stands, or a failure and perhaps a delay after which to try again. */
type Attempt = { readonly answer: Answer } | { readonly failure: unknown; readonly delayMs: number | undefined };

/** Sends requests as one user: adds credentials, repeats what may be repeated, turns refusals into errors. */
export class Transport {
  readonly #connections: Connections;
  readonly #credentials: Credentials;
  readonly #settings: TransportSettings;
  readonly #headers: HeaderCache;
  #lastCredential: Credential | undefined;

  constructor(
    connections: Connections,
    credentials: Credentials,
    impersonate: Impersonation | undefined,
    settings: TransportSettings,
  ) {
    this.#connections = connections;
    this.#credentials = credentials;
    this.#settings = settings;
    this.#headers = new HeaderCache(settings.userAgent, impersonate);
  }

  get random(): () => number {
    return this.#settings.retry.random;
  }

  /** A successful answer. Throws an `ApiError` for any other, or the signal's reason. */
  async call(request: CallRequest): Promise<Answer> {
    const limit = new CallLimit(request);
    try {
      let renewed: Credential | undefined;
      for (let attempt = 1; ; attempt++) {
        const credential = renewed ?? (await this.#credential(limit));
        const outcome = await this.#attempt(request, credential, attempt, limit);
        if ('answer' in outcome) {
          if (outcome.answer.status !== 401) return this.#accept(outcome.answer);
          // Once: a second refusal means that the credentials are wrong, not old.
          const next = renewed ? undefined : await limit.race(this.#credentials.renew(credential));
          if (!next) throw answerError(outcome.answer, request);
          renewed = this.#use(next);
          continue;
        }
        if (outcome.delayMs === undefined || outcome.delayMs >= limit.remainingMs) throw outcome.failure;
        await limit.pause(outcome.delayMs);
      }
    } finally {
      limit.dispose();
    }
  }

  /** What a stream is opened with. */
  async credentialFor(request: CallRequest): Promise<Credential> {
    const limit = new CallLimit(request);
    try {
      return await this.#credential(limit);
    } finally {
      limit.dispose();
    }
  }

  /** Whether there is another credential to try after a stream was refused (401). */
  async renew(refused: Credential): Promise<boolean> {
    return (await this.#credentials.renew(refused)) !== undefined;
  }

  /** Sends a request whose answer is read as it comes, on a connection of its own. No retries. */
  stream(request: CallRequest, credential: Credential, handler: Dispatcher.DispatchHandler): void {
    if (this.#connections.closed) throw closedError();
    this.#connections.watches(credential.certificate).dispatch(this.#options(request, credential), handler);
  }

  /** What a WebSocket is opened with: address, headers and a way there. */
  upgradeTarget(request: CallRequest, credential: Credential): UpgradeTarget {
    if (this.#connections.closed) throw closedError();
    const { origin, path, headers } = this.#options(request, credential);
    return {
      url: `${String(origin).replace(/^http/, 'ws')}${path}`,
      headers: headers as UpgradeTarget['headers'], // as `#options` made them: never undici's array form
      agent: this.#connections.upgradeAgent(credential.certificate),
    };
  }

  /** Ends something that is not a request when the client is closed; dispose it when it has ended by itself. */
  whileOpen(end: () => void): Disposable {
    return this.#connections.whileOpen(end);
  }

  /** The origin of the server, for messages. */
  get origin(): string {
    return this.#connections.origin;
  }

  #credential(limit: CallLimit): Credential | Promise<Credential> {
    if (this.#connections.closed) throw closedError();
    const credential = this.#credentials.current();
    return credential instanceof Promise ? limit.race(credential).then((found) => this.#use(found)) : this.#use(credential);
  }

  async #attempt(request: CallRequest, credential: Credential, attempt: number, limit: CallLimit): Promise<Attempt> {
    const { retry } = this.#settings;
    try {
      const dispatcher = this.#connections.calls(credential.certificate);
      const answer = await exchange(dispatcher, this.#options(request, credential), limit);
      if (answer.status < 400 || answer.status === 401) return { answer };
      return { failure: answerError(answer, request), delayMs: delayAfterAnswer(answer, request.repeatable, attempt, retry) };
    } catch (error) {
      if (limit.ended) throw limit.reason;
      const failure = connectionError(error, request, this.#connections.origin);
      return { failure, delayMs: delayAfterLoss(error, request.repeatable, attempt, retry) };
    }
  }

  #options(request: CallRequest, credential: Credential): Dispatcher.DispatchOptions {
    const headers = this.#headers.headers(credential, request.accept, request.contentType);
    return {
      origin: this.#connections.origin,
      path: this.#settings.basePath + request.path,
      method: request.method,
      headers: request.headers ? { ...headers, ...lowerCaseNames(request.headers) } : headers,
      body: request.body ?? null,
    };
  }

  #use(credential: Credential): Credential {
    const before = this.#lastCredential;
    if (before === credential) return credential;
    this.#lastCredential = credential;
    if (before?.certificate && before.certificate !== credential.certificate) this.#connections.retire(before.certificate);
    return credential;
  }

  #accept(answer: Answer): Answer {
    const { onWarning } = this.#settings;
    if (onWarning && answer.headers['warning'] !== undefined) warningsOf(answer).forEach(onWarning);
    return answer;
  }
}

function lowerCaseNames(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
