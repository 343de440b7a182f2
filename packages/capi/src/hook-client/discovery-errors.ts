import { dns1123LabelErrors } from '@capstan/schema';
import { hooksApiVersion, isHookName } from '../hooks/hook-names.ts';
import type { DiscoveredHandler } from '../hooks/hook-responses.ts';

/** What Cluster API checks of an announced handler. */
export type DiscoveryRule = 'name' | 'unique' | 'hook' | 'timeout' | 'failurePolicy';

export interface DiscoveryError {
  readonly rule: DiscoveryRule;
  readonly message: string;
}

/** What Cluster API refuses in the answer to Discovery; any one refuses it whole. */
export function discoveryErrors(handlers: readonly DiscoveredHandler[]): readonly DiscoveryError[] {
  const names = handlers.map(({ name }) => name);
  const twice = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  return [
    ...[...twice].map((name): DiscoveryError => ({ rule: 'unique', message: `two handlers are named "${name}"` })),
    ...handlers.flatMap(handlerErrors),
  ];
}

function handlerErrors(handler: Partial<DiscoveredHandler>): readonly DiscoveryError[] {
  const { name = '', requestHook, timeoutSeconds = 0, failurePolicy = 'Fail' } = handler;
  const errors: DiscoveryError[] = [];
  const [wrongName] = dns1123LabelErrors(name);
  if (wrongName !== undefined) errors.push({ rule: 'name', message: `handler name "${name}": ${wrongName}` });
  const { apiVersion = '', hook = '' } = requestHook ?? {};
  if (apiVersion !== hooksApiVersion || !isHookName(hook))
    errors.push({ rule: 'hook', message: `handler "${name}": "${hook}" of "${apiVersion}" is not a hook of ${hooksApiVersion}` });
  if (timeoutSeconds < 0 || timeoutSeconds > 30)
    errors.push({ rule: 'timeout', message: `handler "${name}": timeoutSeconds ${timeoutSeconds} is not from 0 to 30` });
  if (failurePolicy !== 'Fail' && failurePolicy !== 'Ignore')
    errors.push({
      rule: 'failurePolicy',
      message: `handler "${name}": failurePolicy "${failurePolicy}" is neither Fail nor Ignore`,
    });
  return errors;
}
