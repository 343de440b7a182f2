import { type HookName, hookPath, hooksApiVersion } from '../hooks/hook-names.ts';
import type { HookRequests } from '../hooks/hook-requests.ts';
import type { HookResponse } from '../hooks/hook-responses.ts';
import { callError } from './call-error.ts';
import { decodeResponse, quote } from './decode-response.ts';
import { addressOf, type HookEndpoint } from './hook-endpoint.ts';
import { type RawAnswer, sendHook } from './send-hook.ts';

/** A request without what its hook says already. */
export type HookBody<H extends HookName> = Omit<HookRequests[H], 'apiVersion' | 'kind'>;

export interface HookCall<H extends HookName> {
  readonly hook: H;
  /** The handler's name, without the extension's. Discovery has none. */
  readonly handler?: string;
  readonly request: HookBody<H>;
  /** Sent along, and how long the answer may take. Default: 10. */
  readonly timeoutSeconds?: number;
  readonly signal?: AbortSignal | undefined;
}

/** How long Cluster API waits for a handler that does not say. */
export const defaultTimeoutSeconds = 10;

/**
 * Calls a hook as Cluster API does and reads the answer as it does. A Failure is an answer too. Throws a `HookCallError`
 * whose `rule` says what the extension broke.
 *
 * @example
 * const response = await callHook(endpoint, { hook: 'BeforeClusterCreate', handler: 'before-cluster-create', request: { cluster } });
 */
export async function callHook<H extends HookName>(endpoint: HookEndpoint, call: HookCall<H>): Promise<HookResponse<H>> {
  const { hook, handler, timeoutSeconds = defaultTimeoutSeconds, signal } = call;
  const path = `${hookPath(hook, handler)}?timeout=${timeoutSeconds}s`;
  const answer = await sendHook(endpoint, { path, body: hookRequestText(call), timeoutMs: timeoutSeconds * 1000, signal });
  if (answer.status !== 200) throw notOk(answer, addressOf(endpoint, path));
  return decodeResponse(hook, answer.body);
}

/** The request as Cluster API writes it: `kind` first. */
export function hookRequestText<H extends HookName>({ hook, request }: Pick<HookCall<H>, 'hook' | 'request'>): string {
  return JSON.stringify({ kind: `${hook}Request`, apiVersion: hooksApiVersion, ...request });
}

function notOk({ status, body, headers }: RawAnswer, url: URL): Error {
  const said = quote(body);
  const redirected = status >= 300 && status < 400;
  const to = redirected && headers.location !== undefined ? ` to ${headers.location}` : '';
  return callError(`POST ${url.pathname} was answered with ${status}${to}, not 200${said === '' ? '' : `: ${said}`}`, {
    rule: 'NotOk',
    hint: hintOf(status, redirected),
  });
}

function hintOf(status: number, redirected: boolean): string {
  if (redirected) return 'Redirects are never followed; the address has to lead to the handler itself.';
  if (status === 404) return 'Is the handler registered under this name? Paths are all lower case.';
  return 'Every processed request is answered with 200, failures too: they go into status and message.';
}
