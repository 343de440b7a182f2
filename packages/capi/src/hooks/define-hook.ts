import type { Client } from '@capstan/client';
import type { Logger } from '@capstan/runtime';
import { type Duration, dns1123LabelErrors, durationMs } from '@capstan/schema';
import { CapiError } from '../capi-error.ts';
import type { Answer } from './answer.ts';
import type { HandledHook } from './hook-names.ts';
import type { HookRequest } from './hook-requests.ts';

/** What a handler may use beside the request. */
export interface HookContext {
  /** The management cluster, as the extension's ServiceAccount. Throws `NoCluster` where the server was started without one. */
  readonly client: Client;
  /** Aborts before the caller gives up, so that an answer still arrives. */
  readonly signal: AbortSignal;
  readonly logger: Logger;
}

export interface HookOptions {
  /** A DNS label, unique in the extension. Default: the hook in kebab case, `before-cluster-create`. */
  readonly name?: string;
  /** How long the caller waits, in whole seconds up to 30. Default: `'10s'`. */
  readonly timeout?: Duration;
  /** What an unreachable extension means. Never covers an answered failure. Default: `'Fail'`. */
  readonly failurePolicy?: 'Fail' | 'Ignore';
}

/** A handler of one hook, with its types erased; made by {@link hook}. */
export interface HookHandler {
  readonly hook: HandledHook;
  readonly name: string;
  readonly timeoutSeconds: number;
  readonly failurePolicy: 'Fail' | 'Ignore';
  handle(request: HookRequest, context: HookContext): Answer | Promise<Answer>;
}

/**
 * Handles one hook of the Runtime SDK. **Guarantees**: the handler sees only requests of its hook; whatever it throws
 * becomes an answer with status Failure. **Assumptions**: it is idempotent, it is called again after it proceeded.
 *
 * @example
 * const gate = hook('BeforeClusterUpgrade', { timeout: '5s' }, async (request) =>
 *   request.toKubernetesVersion === 'v1.36.0' ? retry(30, 'v1.36.0 is not approved yet') : proceed(),
 * );
 */
export function hook<H extends HandledHook>(
  name: H,
  options: HookOptions,
  handle: (request: HookRequest<H>, context: HookContext) => Answer<H> | Promise<Answer<H>>,
): HookHandler {
  const handlerName = options.name ?? kebabCase(name);
  const [wrong] = dns1123LabelErrors(handlerName);
  if (wrong !== undefined)
    throw new CapiError(`the handler name "${handlerName}" of ${name} is not valid: ${wrong}`, {
      code: 'InvalidHandler',
      hint: 'Name it with a DNS label: lower-case letters, digits and "-", at most 63.',
    });
  return {
    hook: name,
    name: handlerName,
    timeoutSeconds: wholeSeconds(name, options.timeout ?? '10s'),
    failurePolicy: options.failurePolicy ?? 'Fail',
    handle: handle as HookHandler['handle'], // the server gives each handler requests of its own hook only
  };
}

function wholeSeconds(name: HandledHook, timeout: Duration): number {
  const seconds = durationMs(timeout) / 1000;
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= 30) return seconds;
  throw new CapiError(`the timeout ${timeout} of ${name} is not a whole number of seconds from 1 to 30`, {
    code: 'InvalidHandler',
    hint: 'Cluster API waits 30 s at most; do longer work in a controller, and answer retry() meanwhile.',
  });
}

function kebabCase(name: string): string {
  return name.replace(/(?<=.)[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
}
