import {
  CapiError,
  type HookBody,
  type HookName,
  type HookOutcome,
  type HookRegistry,
  type HookResponse,
  type HookSubject,
  isHookCallError,
  retryOf,
} from '@capstan/capi';
import type { SimulatedClock } from './simulated-clock.ts';
import type { CallAnswer, CallEntry } from './timeline.ts';

interface Called<H extends HookName> {
  readonly subject: HookSubject;
  readonly request: HookBody<H>;
}

interface Ended {
  readonly answer: CallAnswer;
  readonly message: string;
  readonly retryAfterSeconds: number;
  readonly handlers: readonly string[];
  readonly startedMs: number;
}

/** Calls hooks through a registry and tells how each ended. */
export class HookCaller {
  readonly calls: Partial<Record<HookName, number>> = {};
  readonly registry: HookRegistry;
  readonly #clock: SimulatedClock;
  readonly #signal: AbortSignal | undefined;
  readonly #last = new Map<HookName, { readonly text: string; readonly repeats: number }>();
  readonly #heldSince = new Map<HookName, number>();
  #requeueSeconds = 0;

  constructor(registry: HookRegistry, clock: SimulatedClock, signal: AbortSignal | undefined) {
    this.registry = registry;
    this.#clock = clock;
    this.#signal = signal;
  }

  /** Asks all handlers of a hook; whether what it holds may go on. Throws what fails. */
  async *ask<H extends HookName>(hook: H, call: Called<H>): AsyncGenerator<CallEntry, boolean> {
    const response = yield* this.#send(hook, call, (signal) => this.registry.callAll(hook, call, { signal }));
    const retryAfterSeconds = retryOf(response);
    if (retryAfterSeconds > 0) this.#requeueSeconds = Math.min(this.#requeueSeconds || retryAfterSeconds, retryAfterSeconds);
    return retryAfterSeconds === 0;
  }

  /** Calls one handler. Throws what fails. */
  async *callOne<H extends HookName>(hook: H, name: string, call: Called<H>): AsyncGenerator<CallEntry, HookResponse<H>> {
    const response = yield* this.#send(hook, call, (signal) => this.registry.call(name, call, { signal }));
    const retryAfterSeconds = retryOf(response);
    if (retryAfterSeconds > 0) this.#requeueSeconds = Math.min(this.#requeueSeconds || retryAfterSeconds, retryAfterSeconds);
    return response;
  }

  /** An answer in form that Cluster API cannot use; shown as an error of the hook. */
  *refuse(hook: HookName, handler: string, message: string): Generator<CallEntry, never> {
    const ended = { handlers: [handler], startedMs: performance.now(), message, retryAfterSeconds: 0, answer: 'error' } as const;
    yield this.#entry(hook, undefined, ended);
    throw new CapiError(`${handler}: ${message}`, { code: 'CallFailed' });
  }

  /** Holds a hook without asking anybody, which is told once. */
  *hold(hook: HookName, message: string, retryAfterSeconds: number): Generator<CallEntry, void> {
    if (this.#heldSince.has(hook)) return;
    yield this.#entry(hook, undefined, {
      handlers: [],
      startedMs: performance.now(),
      message,
      retryAfterSeconds,
      answer: 'wait',
    });
  }

  /** Whether anybody handles a hook. */
  handles(hook: HookName, subject: HookSubject): boolean {
    return this.registry.handlersOf(hook, subject).length > 0;
  }

  /** The shortest wait that was asked for since the last time this was read; 0 for none. */
  takeRequeue(): number {
    const seconds = this.#requeueSeconds;
    this.#requeueSeconds = 0;
    return seconds;
  }

  /** The hook that has held things up for longest, and for how long. */
  longestHold(): { readonly hook: HookName; readonly seconds: number } | undefined {
    const [longest] = [...this.#heldSince].toSorted(([, a], [, b]) => a - b);
    return longest && { hook: longest[0], seconds: (this.#clock.now() - longest[1]) / 1000 };
  }

  async *#send<H extends HookName>(
    hook: H,
    { request }: Called<H>,
    send: (signal: AbortSignal | undefined) => Promise<HookOutcome<H>>,
  ): AsyncGenerator<CallEntry, HookResponse<H>> {
    const startedMs = performance.now();
    try {
      const { response, called } = await send(this.#signal);
      const retryAfterSeconds = retryOf(response);
      const answer = retryAfterSeconds === 0 ? 'proceed' : 'wait';
      // An answer that was remembered is no call: Cluster API does not show it either.
      if (called.length > 0) {
        this.#count(hook);
        yield this.#entry(hook, request, {
          handlers: called,
          startedMs,
          message: response.message ?? '',
          retryAfterSeconds,
          answer,
        });
      }
      return response;
    } catch (error) {
      this.#signal?.throwIfAborted();
      const answer = isHookCallError(error, 'Failure') ? 'failure' : 'error';
      const message = error instanceof Error ? error.message : String(error);
      this.#count(hook);
      yield this.#entry(hook, request, { handlers: [], startedMs, message, retryAfterSeconds: 0, answer });
      throw error;
    }
  }

  #count(hook: HookName): void {
    this.calls[hook] = (this.calls[hook] ?? 0) + 1;
  }

  #entry(hook: HookName, request: object | undefined, { startedMs, ...ended }: Ended): CallEntry {
    const now = this.#clock.now();
    const since = this.#heldSince.get(hook);
    if (ended.answer !== 'wait') this.#heldSince.delete(hook);
    else if (since === undefined) this.#heldSince.set(hook, now);
    const versions = versionsOf(request);
    const text = [ended.answer, ended.message, versions.from, versions.to].join(' ');
    const last = this.#last.get(hook);
    const repeats = last?.text === text ? last.repeats + 1 : 0;
    this.#last.set(hook, { text, repeats });
    return {
      type: 'call',
      seconds: now / 1000,
      hook,
      ...versions,
      ...ended,
      tookMs: performance.now() - startedMs,
      repeats,
      waitedSeconds: since === undefined ? 0 : (now - since) / 1000,
    };
  }
}

function versionsOf(request: object | undefined): { readonly from?: string; readonly to?: string } {
  const fields = (request ?? {}) as Readonly<Record<string, string | undefined>>; // of whichever hook: fields that others lack are absent
  const from = fields['fromKubernetesVersion'] ?? fields['fromControlPlaneKubernetesVersion'];
  const to = fields['toKubernetesVersion'] ?? fields['kubernetesVersion'];
  return { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
}
