/** What the process that serves is told when it starts. */
export interface ServeOrder {
  readonly module: string;
  /** Where certificates are kept from one process to the next. */
  readonly certificates: string;
  /** Host names and addresses that it is called by. */
  readonly names: readonly string[];
  readonly listen: { readonly host: string; readonly port: number };
  /** A management cluster that is to call the extension. Default: none. */
  readonly cluster?: {
    readonly kubeconfig: string;
    readonly context?: string;
    /** How the cluster reaches it. Default: the address it is served at. */
    readonly url?: string;
    /** Leaves it registered at the end. */
    readonly keep: boolean;
  };
  /** Opens Node's inspector here once the process before has gone. */
  readonly inspect?: { readonly host: string; readonly port: number };
}

/** To the process that serves. */
export type Command =
  | { readonly command: 'serve' }
  /** Whether calls are logged: not while the life of a simulated cluster is played. */
  | { readonly command: 'log'; readonly calls: boolean }
  | { readonly command: 'stop'; readonly forGood: boolean };

/** An extension as it is being served. */
export interface ServedExtension {
  readonly name: string;
  readonly path: string;
  readonly hooks: readonly string[];
}

/** From the process that serves. */
export type Report =
  | { readonly report: 'loaded' }
  | {
      readonly report: 'serving';
      readonly url: string;
      readonly caBundle: string;
      readonly extensions: readonly ServedExtension[];
    }
  | { readonly report: 'failed'; readonly message: string };
