import type { Client } from '@capstan/client';
import { type Duration, durationMs, type ObjectOf, type ObjectRef, type ResourceType } from '@capstan/schema';

/** What a wait needs of the management cluster. */
export interface Waiting {
  readonly client: Client;
  readonly failed: Promise<never>;
  print(line: string): void;
}

export interface WaitOptions<R extends ResourceType> {
  /** What is waited for, in words; part of the error. */
  readonly what: string;
  readonly timeout: Duration;
  /** The object's state in one line, printed when it changes. When the wait fails, all of the object is shown. */
  readonly describe: (object: ObjectOf<R>) => string;
}

/**
 * Watches an object until `accept` says yes; `undefined` stands for no such object. Throws with the last state seen
 * when the time is over, and with the log of a manager that ended.
 */
export async function waitForObject<R extends ResourceType>(
  { client, failed, print }: Waiting,
  [resource, ref]: readonly [R, ObjectRef],
  accept: (object: ObjectOf<R> | undefined) => boolean,
  { what, timeout, describe }: WaitOptions<R>,
): Promise<ObjectOf<R> | undefined> {
  const name = `${resource.kind} ${ref.namespace ? `${ref.namespace}/` : ''}${ref.name}`;
  let seen = '';
  let last: ObjectOf<R> | undefined;
  const look = (object: ObjectOf<R> | undefined) => {
    last = object;
    const state = object ? describe(object) : 'no such object';
    if (state !== seen) print(`${name}: ${state}`);
    seen = state;
    return accept(object);
  };
  using stopping = new DisposableStack();
  const ended = stopping.adopt(new AbortController(), (controller) => controller.abort());
  const signal = AbortSignal.any([ended.signal, AbortSignal.timeout(durationMs(timeout))]);
  const states = client.watch(resource, { namespace: ref.namespace, fields: `metadata.name=${ref.name}`, signal });
  const found = await Promise.race([firstAccepted(states, look), failed]);
  if (found) return found.object;
  const state = last ? JSON.stringify(last, null, 2) : 'no such object';
  throw new Error(`${name}: not ${what} within ${timeout}; last seen: ${state}`);
}

async function firstAccepted<R extends ResourceType>(
  states: ReturnType<Client['watch']>,
  accept: (object: ObjectOf<R> | undefined) => boolean,
): Promise<{ readonly object: ObjectOf<R> | undefined } | undefined> {
  let last: ObjectOf<R> | undefined;
  let listing = false;
  for await (const event of states) {
    switch (event.type) {
      case 'restarted':
        last = undefined;
        listing = true;
        continue;
      case 'listed':
      case 'applied':
        last = event.object as ObjectOf<R>; // the watch is of this kind
        break;
      case 'deleted':
        last = undefined;
        break;
      case 'synced':
        listing = false;
        break;
    }
    if (!listing && accept(last)) return { object: last };
  }
  return undefined;
}
