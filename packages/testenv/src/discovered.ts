import type { Client } from '@capstan/client';
import { type Duration, durationMs, type ResourceType } from '@capstan/schema';
import { TestEnvError } from './test-env-error.ts';

/** A kind as discovery tells of it. */
export type TellableKind = Pick<ResourceType, 'group' | 'version' | 'plural'>;

/** Resolves when the discovery of a server tells of kinds. kube-apiserver serves a kind a moment before. */
export async function untilDiscovered(
  client: Client,
  kinds: readonly TellableKind[],
  { timeout = '60s' }: { readonly timeout?: Duration } = {},
): Promise<void> {
  const signal = AbortSignal.timeout(durationMs(timeout));
  let missing = kinds;
  const untold = async () => {
    const told = new Set((await client.discovery.resources({ signal })).map((kind) => printed(kind)));
    return kinds.filter((kind) => !told.has(printed(kind)));
  };
  try {
    for (;;) {
      missing = await untold();
      if (missing.length === 0) return;
      signal.throwIfAborted();
      client.discovery.refresh();
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    const names = missing.map((kind) => printed(kind)).join(', ');
    throw new TestEnvError(`the server's discovery does not tell of ${names} after ${timeout}`, { code: 'NeverHappened' });
  }
}

const printed = ({ plural, version, group }: TellableKind): string =>
  [plural, version, group].filter((part) => part !== '').join('.');
