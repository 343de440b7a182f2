/** Why a container cannot be started yet, in the words of its status. The node tries again. */
export class ContentError extends Error {
  override readonly name = 'ContentError';
  readonly reason: 'ContainerCreating' | 'CreateContainerConfigError';

  constructor(reason: ContentError['reason'], message: string) {
    super(message);
    this.reason = reason;
  }
}
