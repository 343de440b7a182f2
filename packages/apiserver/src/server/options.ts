import type { Duration } from '@capstan/schema';
import { durationMs } from '@capstan/schema';

export interface ApiServerOptions {
  /** Where to listen. Default: loopback, on a free port. */
  readonly listen?: {
    readonly host?: string;
    /** 0 picks a free one. */
    readonly port?: number;
  };
  /** Further host names and addresses by which clients reach the server, for its certificate. */
  readonly tlsSans?: readonly string[];
  /** Folder for the objects and the keys. Default: none, all is gone when the server closes. */
  readonly dataDir?: string;
  /** The address told to clients, where it isn't the one that is listened on. Default: `https://HOST:PORT`. */
  readonly serverUrl?: string;
  /** How far back watches may begin and lists may go on. */
  readonly history?: {
    /** So many changes of each resource are kept whatever their age. Default: 10,000. */
    readonly events?: number;
    /** Changes younger than this are kept whatever their number. Default: `'5m'`. */
    readonly age?: Duration;
    /** Bytes of superseded states, per resource, beyond which the oldest go in any case. Default: 32 MiB. */
    readonly bytes?: number;
  };
  /** Waits for the disk device at each write; slow, and only of use against power failures. Default: `false`. */
  readonly fullSync?: boolean;
  /** How often a watch that wants bookmarks gets one. Default: `'60s'`. */
  readonly bookmarkInterval?: Duration;
  /** How long Events are kept. Default: `'1h'`. */
  readonly eventTtl?: Duration;
  /** A watch whose client lags so many bytes behind is dropped. Default: 16 MiB. */
  readonly watchBufferBytes?: number;
  /** Told, in words for people, what the operator of a server may want to know: a repaired file, a defect. Default: nothing is. */
  readonly onNote?: (text: string) => void;
  /** Milliseconds since the epoch. Default: `Date.now`. */
  readonly clock?: () => number;
}

export interface ResolvedOptions {
  readonly host: string;
  readonly port: number;
  readonly tlsSans: readonly string[];
  readonly dataDir: string | undefined;
  readonly serverUrl: string | undefined;
  readonly history: NonNullable<ApiServerOptions['history']>;
  readonly fullSync: boolean;
  readonly bookmarkMs: number;
  readonly eventTtl: Duration;
  readonly watchBufferBytes: number;
  readonly onNote: (text: string) => void;
  readonly clock: () => number;
}

export function resolveOptions(options: ApiServerOptions): ResolvedOptions {
  const { listen = {}, tlsSans = [], dataDir, serverUrl, history = {}, fullSync = false } = options;
  return {
    host: listen.host ?? '127.0.0.1',
    port: listen.port ?? 0,
    tlsSans,
    dataDir,
    serverUrl,
    history,
    fullSync,
    bookmarkMs: durationMs(options.bookmarkInterval ?? '60s'),
    eventTtl: options.eventTtl ?? '1h',
    watchBufferBytes: options.watchBufferBytes ?? 16 * 2 ** 20,
    onNote: options.onNote ?? (() => undefined),
    clock: options.clock ?? Date.now,
  };
}
