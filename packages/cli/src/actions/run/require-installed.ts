import { setTimeout } from 'node:timers/promises';
import { type Client, isApiError } from '@capstan/client';
import type { Operator, OperatorName } from '../../operators.ts';
import { UserError } from '../../report-error.ts';

/** A server announces a definition a moment after it was applied; who starts with it need not be told to come back. */
const patienceMs = 3_000;
const againMs = 500;

/** Ends with the way out where an operator's own kinds are not served: without them it would wait for ever. */
export async function requireInstalled(
  client: Client,
  name: OperatorName,
  operator: Operator,
  { signal }: { readonly signal: AbortSignal },
): Promise<void> {
  const until = performance.now() + patienceMs;
  while (!signal.aborted) {
    const missing = await missingKinds(client, operator, signal);
    if (missing.length === 0) return;
    if (performance.now() >= until)
      throw new UserError(`${name} is not installed: the server does not serve ${missing.join(' and ')}`, {
        hint: `Install it with 'capstan manifests ${name} | kubectl apply -f -', or choose another cluster with --kubeconfig and --context.`,
      });
    await setTimeout(againMs, undefined, { signal }).catch(() => undefined); // Ctrl-C
  }
}

async function missingKinds(client: Client, operator: Operator, signal: AbortSignal): Promise<readonly string[]> {
  const { resources } = operator.type === 'extension' ? operator.extension : operator;
  const missing: string[] = [];
  for (const { group, version, kind } of resources) {
    const apiVersion = `${group}/${version}`;
    try {
      await client.discovery.resourceFor({ apiVersion, kind }, { signal });
    } catch (error) {
      if (signal.aborted || isApiError(error, 'Forbidden')) return []; // who may not ask learns of it from the watch
      if (!isNotServed(error)) throw error;
      missing.push(`${kind} of ${apiVersion}`);
    }
  }
  return missing;
}

const isNotServed = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'KindNotServed';
