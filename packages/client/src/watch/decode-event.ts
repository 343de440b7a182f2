import type { Status } from '@capstan/schema';
import { ClientError } from '../client-error.ts';

/** An event of the wire, with the version it brings the watch to. */
export type WireEvent =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK'; readonly object: unknown; readonly version: string }
  | { readonly type: 'ERROR'; readonly object: Status };

interface EventShape {
  readonly type?: unknown;
  readonly object?: { readonly metadata?: { readonly resourceVersion?: unknown } };
}

export function decodeEvent(line: Buffer): WireEvent {
  let event: EventShape | null;
  try {
    event = JSON.parse(line.toString('utf8')); // checked below as far as it is used
  } catch {
    throw invalidEvent('is not JSON'); // without the cause, which quotes the object, perhaps a Secret
  }
  const { type, object } = event ?? {};
  switch (type) {
    case 'ADDED':
    case 'MODIFIED':
    case 'DELETED':
    case 'BOOKMARK': {
      const version = object?.metadata?.resourceVersion;
      if (typeof version !== 'string') throw invalidEvent('has no resourceVersion');
      return { type, object, version };
    }
    case 'ERROR':
      return { type, object: object as unknown as Status }; // the API's promise for this type
    default:
      throw invalidEvent('has no known type');
  }
}

function invalidEvent(problem: string): ClientError {
  return new ClientError(`an event of the watch ${problem}`, {
    code: 'InvalidAnswer',
    hint: 'Is there a proxy on the way that changes answers?',
  });
}
