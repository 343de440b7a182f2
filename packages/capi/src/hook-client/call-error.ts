import { CapiError } from '../capi-error.ts';

/** What an extension broke. */
export type CallRule =
  /** No connection, or it broke. */
  | 'Unreachable'
  /** Its certificate is not trusted, not valid or for another name, or it does not speak TLS. */
  | 'Tls'
  | 'Timeout'
  /** A status other than 200; redirects are not followed. */
  | 'NotOk'
  /** Not JSON, or a field of a wrong type. */
  | 'Undecodable'
  /** `status` is neither Success nor Failure. */
  | 'UnknownStatus'
  /** It answered `status: Failure`. */
  | 'Failure'
  /** Discovery announced what Cluster API does not take. */
  | 'InvalidDiscovery'
  /** No such handler is registered. */
  | 'NotRegistered'
  /** The ExtensionConfig's namespaceSelector does not take the object's namespace. */
  | 'OtherNamespace';

/** A hook call that did not end in a success, and which rule that broke. */
export interface HookCallError extends CapiError {
  readonly code: 'CallFailed';
  readonly rule: CallRule;
}

interface Details {
  readonly rule: CallRule;
  readonly hint: string;
  readonly cause?: unknown;
}

class CallFailure extends CapiError implements HookCallError {
  override readonly code = 'CallFailed';
  readonly rule: CallRule;

  constructor(message: string, { rule, hint, cause }: Details) {
    super(message, { code: 'CallFailed', hint, cause });
    this.rule = rule;
  }
}

export function callError(message: string, details: Details): HookCallError {
  return new CallFailure(message, details);
}

/** Whether something thrown is a {@link HookCallError}, and of one of these rules if any are given. */
export function isHookCallError(error: unknown, ...rules: readonly CallRule[]): error is HookCallError {
  // By name, so that two copies of this package still know each other's errors.
  if (!(error instanceof Error) || error.name !== 'CapiError' || !('rule' in error)) return false;
  return rules.length === 0 || rules.some((rule) => rule === error.rule);
}

/** Whether `failurePolicy: Ignore` covers the error: it never covers what the extension answered in form. */
export function isIgnorable(error: unknown): error is HookCallError {
  return isHookCallError(error, 'Unreachable', 'Tls', 'Timeout', 'NotOk', 'Undecodable');
}
