import type { WatchEvent } from '../watch-event.ts';

/** `applied a@2`, `synced@1`, …: what a watch said, short enough to compare. */
export function said(
  event: WatchEvent<{ readonly metadata: { readonly name: string; readonly resourceVersion: string } }>,
): string {
  switch (event.type) {
    case 'restarted':
      return 'restarted';
    case 'synced':
      return `synced@${event.resourceVersion}`;
    default:
      return `${event.type} ${event.object.metadata.name}@${event.object.metadata.resourceVersion}`;
  }
}

/** The next so many values of an iteration, or fewer if it ends. */
export async function take<T>(events: AsyncIterator<T>, count: number): Promise<readonly T[]> {
  const taken: T[] = [];
  while (taken.length < count) {
    const result = await events.next();
    if (result.done) break;
    taken.push(result.value);
  }
  return taken;
}
