import type { Client } from '@capstan/client';

/** A client that leaves it to `make` when each call of a verb is made, and what comes before and after it. */
export function aroundCalls(
  client: Client,
  verb: 'find' | 'patch',
  make: (call: () => Promise<unknown>) => Promise<unknown>,
): Client {
  return new Proxy(client, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      if (name !== verb) return value.bind(target);
      return (...args: readonly unknown[]) => make(() => value.apply(target, args));
    },
  });
}
