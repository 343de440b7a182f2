import type { Client } from '@capstan/client';
import type { ManagerEvent } from '@capstan/runtime';
import { type Duration, durationMs, Event, type ObjectOf, type ObjectRef, type ResourceType } from '@capstan/schema';
import { TestEnvError } from './test-env-error.ts';

export interface WaitOptions<R extends ResourceType> {
  readonly client: Client;
  readonly resource: R;
  readonly ref: ObjectRef;
  readonly timeout: Duration;
  /** What the controllers reported; shown when the wait fails. */
  readonly events: readonly ManagerEvent[];
}

/** Watches one object until `accept` says yes to its state; `undefined` stands for no such object. */
export async function waitFor<R extends ResourceType>(
  options: WaitOptions<R>,
  accept: (object: ObjectOf<R> | undefined) => boolean,
): Promise<ObjectOf<R> | undefined> {
  const { client, resource, ref, timeout } = options;
  const signal = AbortSignal.timeout(durationMs(timeout));
  let last: ObjectOf<R> | undefined;
  const watching = client.watch(resource, { namespace: ref.namespace, fields: `metadata.name=${ref.name}`, signal });
  let listing = false;
  for await (const event of watching) {
    switch (event.type) {
      case 'restarted':
        last = undefined;
        listing = true;
        continue;
      case 'listed':
      case 'applied':
        last = event.object;
        break;
      case 'deleted':
        last = undefined;
        break;
      case 'synced':
        listing = false;
        break;
    }
    if (!listing && accept(last)) return last;
  }
  throw await neverHappened(options, last);
}

async function neverHappened<R extends ResourceType>(
  options: WaitOptions<R>,
  last: ObjectOf<R> | undefined,
): Promise<TestEnvError> {
  const { client, resource, ref, timeout, events } = options;
  const recorded: string[] = [];
  for await (const event of client.list(Event, { namespace: ref.namespace, fields: `involvedObject.name=${ref.name}` })) {
    recorded.push(`${event.type} ${event.reason}: ${event.message}`);
  }
  const reconciles = events.filter((event) => event.type === 'reconciled').slice(-5);
  const lines = [
    `${resource.kind} ${ref.namespace ? `${ref.namespace}/` : ''}${ref.name} did not become what the test waits for within ${timeout}`,
    `last seen: ${last ? JSON.stringify(last, null, 2) : 'no such object'}`,
    `its events: ${recorded.join('; ') || 'none'}`,
    `last reconciles: ${reconciles.map((event) => describeReconcile(event)).join('; ') || 'none'}`,
  ];
  return new TestEnvError(lines.join('\n'), { code: 'NeverHappened' });
}

function describeReconcile(event: Extract<ManagerEvent, { readonly type: 'reconciled' }>): string {
  const outcome = event.result.ok ? event.result.outcome.outcome : `failed: ${String(event.result.error)}`;
  return `${event.controller} ${event.ref.namespace ?? ''}/${event.ref.name} ${outcome}`;
}
