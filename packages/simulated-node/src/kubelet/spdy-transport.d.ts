/** The part of spdy-transport that is used here: the package comes without types. */
declare module 'spdy-transport' {
  import type { EventEmitter } from 'node:events';
  import type { Deflate, Inflate } from 'node:zlib';

  export type Headers = Readonly<Record<string, string>>;

  export type Frame =
    | { readonly type: 'HEADERS'; readonly id: number; readonly headers: Headers; readonly fin: boolean }
    | { readonly type: 'DATA'; readonly id: number; readonly data: Buffer; readonly fin: boolean }
    | { readonly type: 'PING'; readonly opaque: Buffer; readonly ack: boolean }
    | { readonly type: 'RST' | 'GOAWAY' | 'SETTINGS' | 'WINDOW_UPDATE' };

  export interface Compression {
    readonly compress: Deflate;
    readonly decompress: Inflate;
  }

  type HeadersDone = (error: Error | null, headers?: Headers) => void;

  export interface Parser extends NodeJS.ReadWriteStream, EventEmitter {
    parseKVs(block: unknown, done: HeadersDone): void;
    setCompression(compression: Compression): void;
    setVersion(version: number): void;
    destroy(): void;
    [Symbol.asyncIterator](): AsyncIterableIterator<Frame>;
  }

  export interface Framer extends NodeJS.ReadableStream, EventEmitter {
    setCompression(compression: Compression): void;
    setVersion(version: number): void;
    responseFrame(frame: { readonly id: number; readonly status: number; readonly headers: Headers }, done: () => void): void;
    requestFrame(frame: { readonly id: number; readonly method: string; readonly path: string; readonly headers: Headers }): void;
    dataFrame(
      frame: { readonly id: number; readonly priority: number; readonly fin: boolean; readonly data: Uint8Array },
      done: () => void,
    ): void;
    pingFrame(frame: { readonly opaque: Buffer }): void;
    push(chunk: null): boolean;
  }

  interface Side {
    readonly size: number;
    readonly max: number;
  }

  export class Window {
    constructor(options: { readonly id: number; readonly isServer: boolean; readonly recv: Side; readonly send: Side });
  }

  export const protocol: {
    readonly spdy: {
      readonly parser: { create(options: { readonly isServer: boolean; readonly window: Window }): Parser };
      readonly framer: { create(options: { readonly window: Window }): Framer };
      readonly compressionPool: { create(compress: boolean): { get(version: number): Compression } };
    };
  };
}
