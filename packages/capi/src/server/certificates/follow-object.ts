import type { Client } from '@capstan/client';
import { errorFields } from '@capstan/runtime';
import type { ObjectOf, ObjectRef, ResourceType } from '@capstan/schema';
import type { SourceOptions } from './certificate-source.ts';
import { Wake } from './wake.ts';

const retryMs = 30_000;

/**
 * Tells what an object is, now and whenever it changes, until the signal; `undefined` when there is none. A watch that is refused
 * is logged and tried again: rights may come late.
 */
export async function followObject<R extends ResourceType>(
  { client, resource, ref }: { readonly client: Client; readonly resource: R; readonly ref: ObjectRef },
  tell: (object: ObjectOf<R> | undefined) => void,
  { signal, clock, logger }: SourceOptions,
): Promise<void> {
  const again = new Wake(clock);
  const { name, namespace } = ref;
  do {
    try {
      let found: ObjectOf<R> | undefined;
      for await (const event of client.watch(resource, { namespace, fields: `metadata.name=${name}`, signal })) {
        if (event.type === 'listed' || event.type === 'applied') found = event.object;
        else if (event.type === 'deleted' || event.type === 'restarted') found = undefined;
        if (event.type === 'synced' || event.type === 'applied' || event.type === 'deleted') tell(found);
      }
    } catch (error) {
      if (!signal.aborted)
        logger.warn({ kind: resource.kind, name, namespace, ...errorFields(error) }, 'cannot watch; trying again');
    }
  } while (await again.next(retryMs, signal));
}
