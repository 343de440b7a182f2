import type { CallOptions } from './client.ts';

export interface ExecOptions extends CallOptions {
  /** Program and arguments; no shell is involved. */
  readonly command: readonly string[];
  /** Default: the only container of the pod. */
  readonly container?: string;
  /** Written to the command's standard input, which is then closed. Default: the command has no standard input. */
  readonly stdin?: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

/** What comes out of a command, in the order it came; `exited` is the last. */
export type ExecEvent =
  | { readonly type: 'stdout'; readonly data: Uint8Array }
  | { readonly type: 'stderr'; readonly data: Uint8Array }
  | { readonly type: 'exited'; readonly code: number };

/**
 * A command in a container. It starts with the iteration, and each iteration runs it once more; leaving the loop closes
 * the connection. What is not taken is not read from the socket, so a slow consumer slows the command down.
 */
export interface Exec extends AsyncIterable<ExecEvent> {
  /**
   * Standard output alone. Throws a `ClientError` `CommandFailed` at the end if the command did not exit with 0, so that what
   * was iterated to the end is complete.
   */
  stdout(): AsyncIterable<Uint8Array>;
}

export interface LogOptions extends CallOptions {
  /** Default: the only container of the pod. */
  readonly container?: string;
  /** Goes on until the container ends or the iteration is left. Default: `false`. */
  readonly follow?: boolean;
  /** The log of the container's previous run. Default: `false`. */
  readonly previous?: boolean;
  /** Only so many lines at the end. Default: all. */
  readonly tailLines?: number;
  /** No more than so many bytes. Default: all. */
  readonly limitBytes?: number;
}
