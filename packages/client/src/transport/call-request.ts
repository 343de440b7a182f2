import type { ResourceType } from '@capstan/schema';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** What a request concerns; read only to explain a failure. */
export interface CallTarget {
  /** The authorisation verb: `get`, `list`, `patch`, … */
  readonly verb: string;
  readonly resource?: ResourceType | undefined;
  readonly name?: string | undefined;
  readonly namespace?: string | undefined;
  readonly subresource?: string | undefined;
}

/** One request as it goes over the wire, and how long it may take. */
export interface CallRequest {
  readonly method: Method;
  /** Path and query below the server's address. */
  readonly path: string;
  readonly accept: string;
  readonly contentType?: string | undefined;
  readonly body?: string | Uint8Array | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Whether doing it twice is the same as once, so that it may be sent again after a connection broke. */
  readonly repeatable: boolean;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  readonly target: CallTarget;
}

/** A whole answer. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Buffer;
}
