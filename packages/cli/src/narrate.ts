import type { Client } from '@capstan/client';
import { Event } from '@capstan/schema';
import pc from 'picocolors';
import { printableLine } from './printable.ts';

/** Prints what operators report on their objects, as it happens, until the signal. */
export async function narrate(
  client: Client,
  options: { readonly signal: AbortSignal; readonly write: (line: string) => void },
): Promise<void> {
  let live = false;
  for await (const event of client.watch(Event, { signal: options.signal })) {
    if (event.type === 'synced') live = true;
    else if (live && event.type === 'applied') options.write(eventLine(event.object));
  }
}

function eventLine(event: Event): string {
  const { namespace, name } = event.involvedObject;
  const time = (event.lastTimestamp ?? event.eventTime ?? '').slice(11, 19);
  const mark = event.type === 'Warning' ? pc.yellow('✗') : pc.green('✓');
  const about = pc.bold(printableLine(`${namespace}/${name}`));
  return `${pc.dim(printableLine(time))} ${mark} ${about} ${printableLine(event.message ?? '')}`;
}
