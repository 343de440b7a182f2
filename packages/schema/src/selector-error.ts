/** A label or field selector that does not parse; the message is kube-apiserver's. */
export class SelectorError extends Error {
  override readonly name = 'SelectorError';
  readonly code = 'InvalidSelector';
}
