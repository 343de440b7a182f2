/** What a plugin says about how far it is. */
export interface ProgressUpdate {
  readonly msg?: string;
  readonly total?: number;
  readonly completed?: number;
  readonly errors?: readonly string[];
  readonly failures?: readonly string[];
  /** With one of these the update is added to what is known. */
  readonly appendtotals?: boolean;
  readonly appendcompleted?: number;
  readonly appendfailing?: readonly string[];
}

/** The last word on a plugin's progress, as the status has it. */
export interface Progress {
  readonly name: string;
  readonly node: string;
  readonly timestamp: string;
  readonly msg: string;
  readonly total: number;
  readonly completed: number;
  readonly errors?: readonly string[];
  readonly failures?: readonly string[];
}

/** Takes an update in: it replaces what was known, or is added to it. */
export function withUpdate(
  before: Progress | undefined,
  update: ProgressUpdate,
  of: Pick<Progress, 'name' | 'node' | 'timestamp'>,
): Progress {
  const { msg = '', appendtotals = false, appendcompleted = 0, appendfailing = [] } = update;
  if (!appendtotals && appendcompleted === 0 && appendfailing.length === 0) {
    return { ...of, msg, total: update.total ?? 0, completed: update.completed ?? 0, ...lists(update.errors, update.failures) };
  }
  const { total = 0, completed = 0, errors, failures = [] } = before ?? {};
  return {
    ...of,
    msg,
    total: total + (appendtotals ? appendcompleted + appendfailing.length : 0),
    completed: completed + appendcompleted,
    ...lists(errors, [...failures, ...appendfailing]),
  };
}

const lists = (errors: readonly string[] = [], failures: readonly string[] = []) => ({
  ...(errors.length > 0 && { errors }),
  ...(failures.length > 0 && { failures }),
});
