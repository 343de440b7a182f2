import { labelSelectorOf, matchesLabels, type StructuredLabelSelector } from '@capstan/schema';
import type { HookName } from '../hooks/hook-names.ts';
import type { HookRequests } from '../hooks/hook-requests.ts';
import type { HookResponse } from '../hooks/hook-responses.ts';
import { AnswerMemory } from './answer-memory.ts';
import { callError, isIgnorable } from './call-error.ts';
import { callHook, type HookBody } from './call-hook.ts';
import { combineAnswers, failureOf } from './combine-answers.ts';
import { discover, type ExtensionHandler } from './discover.ts';
import { endpointOf, type HookClientConfig, type HookEndpoint } from './hook-endpoint.ts';
import { LentEndpoint } from './lent-endpoint.ts';

/** What a registration needs of an ExtensionConfig. */
export interface ExtensionRegistration {
  readonly metadata: { readonly name: string; readonly resourceVersion?: string | undefined };
  readonly spec: {
    readonly clientConfig: HookClientConfig;
    readonly namespaceSelector?: StructuredLabelSelector | undefined;
    readonly settings?: Readonly<Record<string, string>> | undefined;
  };
}

/** What a hook is about: its namespace decides which extensions are asked. */
export interface HookSubject {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string | undefined };
}

export interface HookRegistryOptions {
  /** Where time comes from. Default: the system's. */
  readonly clock?: { now(): number };
  /** Labels of a namespace. Default: the name's label, which every namespace has. */
  readonly namespaceLabels?: (namespace: string) => Readonly<Record<string, string>>;
}

/** How a hook ended. */
export interface HookOutcome<H extends HookName = HookName> {
  readonly response: HookResponse<H>;
  /** Full names of the handlers that were called; none when the answer was remembered, or nobody handles the hook. */
  readonly called: readonly string[];
}

export interface CallOptions {
  /** Of a ClusterClass patch; they win over the ExtensionConfig's. */
  readonly settings?: Readonly<Record<string, string>> | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The extensions that Cluster API knows, and its rules of calling them. Disposing it closes its connections after calls under way. */
export interface HookRegistry extends Disposable {
  /** Discovers an extension and takes its handlers, in the place of those it had. Calls under way go on. */
  register(config: ExtensionRegistration, options?: RegisterOptions): Promise<readonly ExtensionHandler[]>;
  unregister(extensionName: string): void;
  /** Handlers of a hook that are asked about a subject. */
  handlersOf(hook: HookName, subject: HookSubject): readonly ExtensionHandler[];
  /**
   * Calls every handler of a hook in turn; the first error ends it. A blocking answer is remembered, and given again without
   * a call until its time is over, with the seconds that remain.
   */
  callAll<H extends HookName>(hook: H, call: RegistryCall<H>, options?: CallOptions): Promise<HookOutcome<H>>;
  /** Calls one handler by its full name, or answers from memory what rarely changes: variables, plans, updates of MachineSets. */
  call<H extends HookName>(name: string, call: RegistryCall<H>, options?: CallOptions): Promise<HookOutcome<H>>;
}

export interface RegisterOptions {
  /** Where the extension is, in the place of `spec.clientConfig`: for client certificates, and tools without a cluster. */
  readonly endpoint?: HookEndpoint;
  readonly signal?: AbortSignal | undefined;
}

export interface RegistryCall<H extends HookName> {
  readonly subject: HookSubject;
  readonly request: HookBody<H>;
}

/** An empty registry. */
export function createHookRegistry(options: HookRegistryOptions = {}): HookRegistry {
  const { clock = { now: Date.now }, namespaceLabels = (name) => ({ 'kubernetes.io/metadata.name': name }) } = options;
  return new Registry(clock, namespaceLabels);
}

interface Registered {
  readonly config: ExtensionRegistration;
  readonly endpoint: LentEndpoint;
  readonly handlers: readonly ExtensionHandler[];
}

interface Found {
  readonly extension: Registered;
  readonly handler: ExtensionHandler;
}

class Registry implements HookRegistry {
  readonly #extensions = new Map<string, Registered>();
  readonly #memory: AnswerMemory;
  readonly #namespaceLabels: (namespace: string) => Readonly<Record<string, string>>;

  constructor(clock: { now(): number }, namespaceLabels: (namespace: string) => Readonly<Record<string, string>>) {
    this.#memory = new AnswerMemory(() => clock.now());
    this.#namespaceLabels = namespaceLabels;
  }

  async register(config: ExtensionRegistration, options: RegisterOptions = {}): Promise<readonly ExtensionHandler[]> {
    const { name } = config.metadata;
    const endpoint = new LentEndpoint(options.endpoint ?? endpointOf(config.spec.clientConfig));
    try {
      const handlers = await endpoint.use((lent) => discover(lent, name, { signal: options.signal }));
      this.unregister(name);
      this.#extensions.set(name, { config, endpoint, handlers });
      return handlers;
    } catch (error) {
      endpoint[Symbol.dispose]();
      throw error;
    }
  }

  unregister(extensionName: string): void {
    this.#extensions.get(extensionName)?.endpoint[Symbol.dispose]();
    this.#extensions.delete(extensionName);
  }

  handlersOf(hook: HookName, subject: HookSubject): readonly ExtensionHandler[] {
    return this.#find(hook, subject).map(({ handler }) => handler);
  }

  async callAll<H extends HookName>(hook: H, call: RegistryCall<H>, options: CallOptions = {}): Promise<HookOutcome<H>> {
    const remembered = this.#memory.blocking(hook, call.subject);
    if (remembered) return { response: remembered, called: [] };
    const responses: HookResponse<H>[] = [];
    const called: string[] = [];
    for (const found of this.#find(hook, call.subject)) {
      responses.push(await this.#send(found, call, options));
      called.push(found.handler.name);
    }
    const response = combineAnswers(hook, responses);
    this.#memory.rememberBlocking(hook, call.subject, response);
    return { response, called };
  }

  async call<H extends HookName>(name: string, call: RegistryCall<H>, options: CallOptions = {}): Promise<HookOutcome<H>> {
    const found = this.#named(name, call.subject);
    const hook = found.handler.hook as H; // the caller names a handler of the hook whose request it sends
    const { resourceVersion = '' } = found.extension.config.metadata;
    const settings = settingsOf(found, call, options);
    const key = this.#memory.keyOf(hook, { name, resourceVersion, settings, request: call.request });
    const remembered = this.#memory.blocking(hook, call.subject) ?? this.#memory.answer<H>(key);
    if (remembered) return { response: remembered, called: [] };
    const response = await this.#send(found, call, options);
    this.#memory.rememberBlocking(hook, call.subject, response);
    this.#memory.rememberAnswer(hook, key, response);
    return { response, called: [name] };
  }

  [Symbol.dispose](): void {
    for (const name of [...this.#extensions.keys()]) this.unregister(name);
  }

  async #send<H extends HookName>(found: Found, call: RegistryCall<H>, options: CallOptions): Promise<HookResponse<H>> {
    const { handler, extension } = found;
    const settings = settingsOf(found, call, options);
    const request = Object.keys(settings).length > 0 ? { ...call.request, settings } : call.request;
    const { hook, timeoutSeconds } = handler;
    try {
      const sent = {
        hook,
        handler: handler.handler,
        request: request as HookBody<HookName>, // of the handler's own hook
        timeoutSeconds,
        signal: options.signal,
      };
      const response = (await extension.endpoint.use((lent) => callHook(lent, sent))) as HookResponse<H>; // of the handler's own hook
      if (response.status === 'Failure') throw failureOf(handler, response);
      return response;
    } catch (error) {
      if (handler.failurePolicy === 'Ignore' && isIgnorable(error)) return combineAnswers(hook as H, []);
      throw error;
    }
  }

  #find(hook: HookName, subject: HookSubject): readonly Found[] {
    return [...this.#extensions.values()]
      .filter(({ config }) => this.#selects(config, subject))
      .flatMap((extension) =>
        extension.handlers.filter((handler) => handler.hook === hook).map((handler) => ({ extension, handler })),
      );
  }

  #named(name: string, subject: HookSubject): Found {
    const extension = this.#extensions.get(name.slice(name.indexOf('.') + 1));
    const handler = extension?.handlers.find((candidate) => candidate.name === name);
    if (!extension || !handler)
      throw callError(`no handler is registered as "${name}"`, {
        rule: 'NotRegistered',
        hint: 'The full name is HANDLER.EXTENSION; is the ExtensionConfig there, and Discovered?',
      });
    if (!this.#selects(extension.config, subject))
      throw callError(`"${name}" is not for namespace ${subject.metadata.namespace ?? ''}`, {
        rule: 'OtherNamespace',
        hint: `The namespaceSelector of ExtensionConfig ${extension.config.metadata.name} does not take its labels.`,
      });
    return { extension, handler };
  }

  #selects({ spec: { namespaceSelector } }: ExtensionRegistration, { metadata: { namespace = '' } }: HookSubject): boolean {
    return matchesLabels(labelSelectorOf(namespaceSelector ?? {}), this.#namespaceLabels(namespace));
  }
}

function settingsOf({ extension }: Found, call: RegistryCall<HookName>, { settings }: CallOptions): Record<string, string> {
  const own = (call.request as { readonly settings?: HookRequests['DiscoverVariables']['settings'] }).settings; // only Discovery has none
  return { ...extension.config.spec.settings, ...own, ...settings };
}
