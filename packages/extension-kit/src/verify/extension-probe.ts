import {
  type DiscoveredHandler,
  decodeResponse,
  type HookEndpoint,
  type HookName,
  hookPath,
  hookRequestText,
  isHookCallError,
  isHookName,
  type RawAnswer,
  sendHook,
} from '@capstan/capi';
import { isJsonObject } from '@capstan/schema';
import type { TopologyCluster } from '../cluster/topology-cluster.ts';
import { buildRequest } from '../requests/build-request.ts';
import type { Observation, ProbedHandler } from './observation.ts';

export interface ProbeOptions {
  readonly endpoint: HookEndpoint;
  readonly cluster: TopologyCluster;
  readonly to: string | undefined;
  readonly settings: Readonly<Record<string, string>>;
  /** How long to wait for an answer to what is not a proper call. */
  readonly patienceMs: number;
  /** What handlers are asked to keep. */
  readonly shortTimeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

/** One call of a handler, where it differs from the usual. */
export interface ProbeCall {
  /** Fields over those of the usual request. */
  readonly fields?: Readonly<Record<string, unknown>>;
  /** Default: the handler's own. */
  readonly timeoutSeconds?: number;
}

const observationsPerHandler = 4;

/** An extension under examination: what it announced, and what it answered. Each question is asked once and remembered. */
export class ExtensionProbe {
  readonly options: ProbeOptions;
  #discovery: Promise<Observation> | undefined;
  #handlers: Promise<readonly ProbedHandler[]> | undefined;
  #observations: Promise<readonly (readonly Observation[])[]> | undefined;

  constructor(options: ProbeOptions) {
    this.options = options;
  }

  discovery(): Promise<Observation> {
    this.#discovery ??= this.discoverAgain();
    return this.#discovery;
  }

  discoverAgain(): Promise<Observation> {
    const announced = { name: '', requestHook: { apiVersion: '', hook: 'Discovery' } };
    return this.call({ name: '', hook: 'Discovery', timeoutSeconds: 10, announced });
  }

  /** Everything announced, right or wrong. */
  async announced(): Promise<readonly DiscoveredHandler[]> {
    const { response } = await this.discovery();
    return response && 'handlers' in response ? (response.handlers ?? []) : [];
  }

  /** Handlers of hooks that exist. */
  handlers(): Promise<readonly ProbedHandler[]> {
    this.#handlers ??= this.announced().then((handlers) => handlers.flatMap(probedHandler));
    return this.#handlers;
  }

  async handlersOf(hook: HookName): Promise<readonly ProbedHandler[]> {
    return (await this.handlers()).filter((handler) => handler.hook === hook);
  }

  /** Several calls of every handler, the same each time, one after another. */
  observations(): Promise<readonly (readonly Observation[])[]> {
    this.#observations ??= this.#observe();
    return this.#observations;
  }

  /** Handlers that answer the usual request in form. */
  async answering(): Promise<readonly ProbedHandler[]> {
    return (await this.observations()).flatMap((observed) => {
      const last = observed.at(-1);
      return last?.response ? last.handler : [];
    });
  }

  /** A call with the usual request. */
  async call(handler: ProbedHandler, { fields = {}, timeoutSeconds }: ProbeCall = {}): Promise<Observation> {
    const { cluster, to, settings } = this.options;
    const request = { ...buildRequest(handler.hook, cluster, { to, settings }), ...fields };
    const seconds = timeoutSeconds ?? handler.timeoutSeconds;
    const started = performance.now();
    const sent = await this.send(handler, hookRequestText({ hook: handler.hook, request }), seconds);
    const tookMs = performance.now() - started;
    if (sent instanceof Error) return { handler, tookMs, answer: undefined, response: undefined, raw: undefined, error: sent };
    return { handler, tookMs, answer: sent, raw: rawObject(sent.body), ...read(handler.hook, sent) };
  }

  /** Sends any body to a handler; an error that is an answer of its own kind is returned. */
  async send(
    { hook, name }: Pick<ProbedHandler, 'hook' | 'name'>,
    body: string,
    timeoutSeconds?: number,
  ): Promise<RawAnswer | Error> {
    const seconds = timeoutSeconds ?? this.options.patienceMs / 1000;
    const path = hook === 'Discovery' ? hookPath(hook) : hookPath(hook, name);
    return this.sendTo(`${path}?timeout=${seconds}s`, { body, timeoutMs: seconds * 1000 });
  }

  async sendTo(
    path: string,
    {
      body,
      timeoutMs = this.options.patienceMs,
      method,
    }: { readonly body?: string; readonly timeoutMs?: number; readonly method?: 'GET' } = {},
  ): Promise<RawAnswer | Error> {
    const { endpoint, signal } = this.options;
    try {
      return await sendHook(endpoint, {
        path,
        timeoutMs,
        signal,
        ...(body !== undefined && { body }),
        ...(method && { method }),
      });
    } catch (error) {
      if (isHookCallError(error)) return error;
      throw error;
    }
  }

  async #observe(): Promise<readonly (readonly Observation[])[]> {
    const all: Observation[][] = [];
    for (const handler of await this.handlers()) {
      const observed: Observation[] = [];
      do observed.push(await this.call(handler));
      while (observed.length < observationsPerHandler && observed.at(-1)?.answer); // one that hangs hangs again
      all.push(observed);
    }
    return all;
  }
}

function read(hook: HookName, { status, body }: RawAnswer): Pick<Observation, 'response' | 'error'> {
  if (status !== 200) return { response: undefined, error: new Error(`answered with HTTP ${status}, not 200`) };
  try {
    return { response: decodeResponse(hook, body), error: undefined };
  } catch (error) {
    if (isHookCallError(error)) return { response: undefined, error };
    throw error;
  }
}

function rawObject(body: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function probedHandler(announced: DiscoveredHandler): readonly ProbedHandler[] {
  const { name, requestHook, timeoutSeconds } = announced as Partial<DiscoveredHandler>; // Go's decoder lets fields be absent
  const hook = requestHook?.hook;
  if (name === undefined || hook === undefined || !isHookName(hook) || hook === 'Discovery') return [];
  const seconds = timeoutSeconds !== undefined && timeoutSeconds >= 1 && timeoutSeconds <= 30 ? timeoutSeconds : 10;
  return [{ name, hook, timeoutSeconds: seconds, announced }];
}
