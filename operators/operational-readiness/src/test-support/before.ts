import type { Client } from '@capstan/client';

/** A client before whose call of a verb something happens. */
export function before(client: Client, verb: 'find' | 'patch', happens: () => Promise<unknown>): Client {
  return new Proxy(client, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      const call = (...args: unknown[]): unknown => value.apply(target, args);
      return name === verb ? (...args: unknown[]) => happens().then(() => call(...args)) : call;
    },
  });
}
