import type { Client } from '@capstan/client';
import { aroundCalls } from '@capstan/testenv';

/** A client before whose call of a verb something happens. */
export const before = (client: Client, verb: 'find' | 'patch', happens: () => Promise<unknown>): Client =>
  aroundCalls(client, verb, (call) => happens().then(call));
