import {
  type FieldError,
  type FieldSelector,
  forbiddenError,
  type LabelSelector,
  notSupportedError,
  parseFieldSelector,
  parseLabelSelector,
  SelectorError,
} from '@capstan/schema';
import { badRequest, invalidOptions } from '../errors/status-error.ts';
import { isTrue } from './parse-request-info.ts';

/** How a collection is to be read or watched. */
export interface ListOptions {
  readonly labels: LabelSelector;
  readonly fields: FieldSelector;
  /** 0: no limit. */
  readonly limit: number;
  readonly continueToken: string;
  /** As sent: `''`, `'0'` or a number. */
  readonly resourceVersion: string;
  readonly match: 'Exact' | 'NotOlderThan' | undefined;
  readonly timeoutSeconds: number | undefined;
  readonly bookmarks: boolean;
  readonly sendInitialEvents: boolean | undefined;
}

const plain: ListOptions = {
  labels: [],
  fields: [],
  limit: 0,
  continueToken: '',
  resourceVersion: '',
  match: undefined,
  timeoutSeconds: undefined,
  bookmarks: false,
  sendInitialEvents: undefined,
};

/** Reads the options of a list, watch or deletecollection. Throws 400 for what does not parse, 422 for what does not fit together. */
export function readListOptions(query: URLSearchParams, use: 'list' | 'watch'): ListOptions {
  if (query.size === 0) return plain;
  const match = query.get('resourceVersionMatch') ?? '';
  const sendInitialEvents = query.get('sendInitialEvents');
  const options = {
    labels: selector(parseLabelSelector, query.get('labelSelector')),
    fields: selector(parseFieldSelector, query.get('fieldSelector')),
    limit: Math.max(0, integer(query.get('limit')) ?? 0),
    continueToken: query.get('continue') ?? '',
    resourceVersion: query.get('resourceVersion') ?? '',
    timeoutSeconds: integer(query.get('timeoutSeconds')),
    bookmarks: isTrue(query.get('allowWatchBookmarks')),
    sendInitialEvents: sendInitialEvents === null ? undefined : isTrue(sendInitialEvents),
  };
  const errors = use === 'list' ? listErrors(options, match) : watchErrors(options, match);
  if (errors.length > 0) throw invalidOptions('ListOptions', errors);
  return { ...options, match: match === '' ? undefined : (match as 'Exact' | 'NotOlderThan') }; // checked above
}

function selector<T>(parse: (text: string) => readonly T[], text: string | null): readonly T[] {
  if (!text) return [];
  try {
    return parse(text);
  } catch (error) {
    throw error instanceof SelectorError ? badRequest(error.message) : error;
  }
}

function integer(text: string | null): number | undefined {
  if (text === null || text === '') return undefined;
  if (!/^[+-]?\d+$/.test(text)) throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  return Number(text);
}

type Read = Omit<ListOptions, 'match'>;

const matchField = 'resourceVersionMatch';
const onlyTogether = 'resourceVersionMatch is forbidden unless resourceVersion is provided';
const supported = ['Exact', 'NotOlderThan', ''];

function listErrors({ resourceVersion, continueToken, sendInitialEvents }: Read, match: string): FieldError[] {
  const errors: FieldError[] = [];
  if (match !== '') {
    if (resourceVersion === '') errors.push(forbiddenError(matchField, onlyTogether));
    if (continueToken !== '') errors.push(forbiddenError(matchField, 'resourceVersionMatch is forbidden with continue token'));
    if (!supported.includes(match)) errors.push(notSupportedError(matchField, match, supported));
    if (match === 'Exact' && resourceVersion === '0') {
      errors.push(forbiddenError(matchField, 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'));
    }
  }
  if (sendInitialEvents !== undefined)
    errors.push(forbiddenError('sendInitialEvents', 'sendInitialEvents is forbidden for list'));
  return errors;
}

function watchErrors({ continueToken, sendInitialEvents }: Read, match: string): FieldError[] {
  const errors: FieldError[] = [];
  const needsMatch = 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan';
  if (sendInitialEvents === undefined) {
    if (match !== '') {
      errors.push(forbiddenError(matchField, 'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided'));
    }
    return errors;
  }
  if (match === '') errors.push(forbiddenError(matchField, needsMatch));
  else if (match !== 'NotOlderThan') errors.push(notSupportedError(matchField, match, ['NotOlderThan']));
  if (continueToken !== '') errors.push(forbiddenError('continue', 'continue is forbidden with sendInitialEvents'));
  return errors;
}

/** The number of a resourceVersion that was sent; throws in the words of each use. */
export function revisionOf(resourceVersion: string, refuse: (message: string) => Error): number {
  if (/^\d+$/.test(resourceVersion)) return Number(resourceVersion);
  const printed = JSON.stringify(resourceVersion);
  throw refuse(`resourceVersion: Invalid value: ${printed}: strconv.ParseUint: parsing ${printed}: invalid syntax`);
}
