import type { HookName } from '../hooks/hook-names.ts';
import { callError } from './call-error.ts';
import { callHook, defaultTimeoutSeconds } from './call-hook.ts';
import { discoveryErrors } from './discovery-errors.ts';
import type { HookEndpoint } from './hook-endpoint.ts';

/** A handler as an ExtensionConfig's status has it. */
export interface ExtensionHandler {
  /** `<handler>.<extension>`: what ClusterClasses refer to. */
  readonly name: string;
  /** What the path of a call ends with. */
  readonly handler: string;
  readonly hook: HookName;
  readonly timeoutSeconds: number;
  readonly failurePolicy: 'Fail' | 'Ignore';
}

/** Asks an extension for its handlers and checks them as Cluster API does. Throws a `HookCallError`. */
export async function discover(
  endpoint: HookEndpoint,
  extensionName: string,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<readonly ExtensionHandler[]> {
  const { status, message, handlers = [] } = await callHook(endpoint, { hook: 'Discovery', request: {}, signal });
  if (status === 'Failure') {
    throw callError(`${extensionName} answered Discovery with Failure: ${message ?? 'no message'}`, {
      rule: 'Failure',
      hint: 'Its log may say more.',
    });
  }
  const errors = discoveryErrors(handlers);
  if (errors.length > 0) {
    throw callError(`the discovery of ${extensionName} is not valid: ${errors.map((error) => error.message).join('; ')}`, {
      rule: 'InvalidDiscovery',
      hint: 'One wrong handler refuses the whole extension.',
    });
  }
  return handlers.map(({ name, requestHook, timeoutSeconds, failurePolicy }) => ({
    name: `${name}.${extensionName}`,
    handler: name,
    hook: requestHook.hook as HookName, // discoveryErrors has checked it
    timeoutSeconds: timeoutSeconds || defaultTimeoutSeconds,
    failurePolicy: failurePolicy ?? 'Fail',
  }));
}
