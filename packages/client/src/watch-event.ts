import type { Duration } from '@capstan/schema';

/**
 * What a watch yields. First the whole set (`restarted`, `listed`…, `synced`), then changes. After history was lost
 * (410) the set comes again, starting with `restarted`; an object not listed by the next `synced` is gone.
 */
export type WatchEvent<Object> =
  | { readonly type: 'restarted' }
  | { readonly type: 'listed'; readonly object: Object }
  | { readonly type: 'synced'; readonly resourceVersion: string }
  | { readonly type: 'applied'; readonly object: Object }
  | { readonly type: 'deleted'; readonly object: Object };

export interface WatchOptions {
  /** Only this namespace. Default: all namespaces. */
  readonly namespace?: string | undefined;
  readonly labels?: string | Readonly<Record<string, string>>;
  readonly fields?: string;
  /** Starts with changes after this version, without the set. Default: the whole set first. */
  readonly resourceVersion?: string;
  /** Asks the server to end the connection after about this long; the watch then resumes. Default: `'5m'`. */
  readonly connectionLifetime?: Duration;
  /** A connection that brings nothing, not even a bookmark, for this long is dead. Default: `'90s'`. */
  readonly idleTimeout?: Duration;
  /** Told of each interruption that the watch will recover from. */
  readonly onInterruption?: (error: unknown) => void;
  /** Ends the iteration without throwing. */
  readonly signal?: AbortSignal;
}
