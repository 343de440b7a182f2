import type { DiscoveredHandler, HookName, HookResponse } from '@capstan/capi';

/** A handler whose hook is known, as it was announced. */
export interface ProbedHandler {
  readonly name: string;
  readonly hook: HookName;
  readonly timeoutSeconds: number;
  readonly announced: DiscoveredHandler;
}

/** What came of one call. */
export interface Observation {
  readonly handler: ProbedHandler;
  readonly tookMs: number;
  /** HTTP status and body; none when no answer came. */
  readonly answer: { readonly status: number; readonly body: string } | undefined;
  /** The answer as Cluster API reads it; none when it does not take it. */
  readonly response: HookResponse | undefined;
  /** The body as it is; none when it is no JSON object. */
  readonly raw: Readonly<Record<string, unknown>> | undefined;
  /** Why there is no response. */
  readonly error: Error | undefined;
}

/** How findings name a handler. */
export function nameOf({ handler: { hook, name } }: Pick<Observation, 'handler'>): string {
  return `${hook}/${name}`;
}
