export type CapiErrorCode =
  /** Two handlers of an extension have one name, or a handler's definition breaks a rule of Discovery. */
  | 'InvalidHandler'
  /** The extension's own name breaks a rule. */
  | 'InvalidExtension'
  /** A handler asked for the management cluster, and the server was started without one. */
  | 'NoCluster'
  /** An extension answered what Cluster API does not accept, or could not be reached. */
  | 'CallFailed'
  /** Certificate or key cannot be read, or do not belong together. */
  | 'InvalidCertificate'
  /** The address cannot be listened on. */
  | 'AddressTaken'
  /** A workload cluster cannot be reached now. */
  | 'ClusterUnreachable'
  /** A kubeconfig Secret is missing or not usable. */
  | 'InvalidKubeconfig'
  /** A version, reference or patch that cannot be understood. */
  | 'InvalidValue';

export interface CapiErrorDetails {
  readonly code: CapiErrorCode;
  /** What the reader can do. */
  readonly hint?: string;
  readonly cause?: unknown;
}

/** What goes wrong in this package. */
export class CapiError extends Error {
  override readonly name = 'CapiError';
  readonly code: CapiErrorCode;
  readonly hint: string | undefined;

  constructor(message: string, { code, hint, cause }: CapiErrorDetails) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.hint = hint;
  }
}
