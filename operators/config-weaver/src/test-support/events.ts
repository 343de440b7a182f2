import type { Client } from '@capstan/client';
import { Event } from '@capstan/schema';

/** What the events of a namespace that have this reason say, sorted. */
export async function toldIn(client: Client, namespace: string, reason: string): Promise<readonly string[]> {
  const events = await Array.fromAsync(client.list(Event, { namespace }));
  return events.flatMap((event) => (event.reason === reason ? (event.message ?? '') : [])).sort();
}
