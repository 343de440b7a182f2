import { type FieldError, forbiddenError, invalidError, notSupportedError, requiredError, tooLongError } from '@capstan/schema';
import { invalidOptions } from '../errors/status-error.ts';
import { isTrue } from './parse-request-info.ts';

/** What a POST, PUT or PATCH asks for besides its body. */
export interface WriteOptions {
  readonly dryRun: boolean;
  readonly fieldManager: string;
  readonly fieldValidation: 'Ignore' | 'Warn' | 'Strict';
  /** Of server-side apply. */
  readonly force: boolean;
}

type OptionsKind = 'CreateOptions' | 'UpdateOptions' | 'PatchOptions';

const longestManager = 128;
const validations = ['', 'Ignore', 'Strict', 'Warn'];

/** Reads the options of a write. Throws a 422. `userAgent` names the field manager when the query doesn't. */
export function readWriteOptions(
  query: URLSearchParams,
  kind: OptionsKind,
  userAgent: string | undefined,
  patch: 'apply' | 'other' = 'other',
): WriteOptions {
  const fieldManager = query.get('fieldManager') ?? '';
  const fieldValidation = query.get('fieldValidation') ?? '';
  const force = query.get('force');
  const errors: FieldError[] = [];
  if (kind === 'PatchOptions') {
    if (patch === 'apply' && fieldManager === '') errors.push(requiredError('fieldManager', 'is required for apply patch'));
    if (patch === 'other' && force !== null) errors.push(forbiddenError('force', 'may not be specified for non-apply patch'));
  }
  errors.push(...managerErrors(fieldManager), ...dryRunErrors(query.getAll('dryRun')));
  if (!validations.includes(fieldValidation)) {
    errors.push(notSupportedError('fieldValidation', fieldValidation, validations));
  }
  if (errors.length > 0) throw invalidOptions(kind, errors);
  return {
    dryRun: query.has('dryRun'),
    fieldManager: fieldManager || managerOf(userAgent),
    fieldValidation: (fieldValidation || 'Warn') as WriteOptions['fieldValidation'], // checked above
    force: isTrue(force),
  };
}

function managerErrors(manager: string): FieldError[] {
  if (Buffer.byteLength(manager) > longestManager) return [tooLongError('fieldManager', longestManager)];
  return /[^\P{C} ]|[\p{Zl}\p{Zp}]/u.test(manager)
    ? [invalidError('fieldManager', manager, 'should only contain printable characters')]
    : [];
}

export function dryRunErrors(values: readonly string[]): FieldError[] {
  return values.every((value) => value === 'All') ? [] : [notSupportedError('dryRun', values, ['All'])];
}

/** The program's name, as far as it says one. */
export function managerOf(userAgent: string | undefined): string {
  const name = (userAgent ?? '').split('/', 1)[0]?.slice(0, longestManager) ?? '';
  return name || 'unknown';
}
