/** A test environment that could not be made, or a wait that ended without what it waited for. */
export class TestEnvError extends Error {
  override readonly name = 'TestEnvError';
  readonly code: 'AssetsMissing' | 'ControlPlaneFailed' | 'NeverHappened';
  readonly hint?: string;

  constructor(
    message: string,
    options: { readonly code: TestEnvError['code']; readonly hint?: string; readonly cause?: unknown },
  ) {
    super(options.hint ? `${message}\n${options.hint}` : message, { cause: options.cause });
    this.code = options.code;
    if (options.hint) this.hint = options.hint;
  }
}
