import { isJsonObject } from '@capstan/schema';
import { decodePatch } from '../patches/apply-wire-patch.ts';

/** A place where an answer is not as it was recorded. */
export interface AnswerDifference {
  /** `retryAfterSeconds`, `items[0].patch[1].value`; empty for the whole. */
  readonly path: string;
  /** In JSON, on one line; undefined where there was nothing. */
  readonly recorded: string | undefined;
  readonly now: string | undefined;
}

/** Where two answers differ; uids and times are taken for the same, patches compared as the documents they are. */
export function compareAnswers(recorded: unknown, now: unknown): readonly AnswerDifference[] {
  return differences(readable(recorded), readable(now), '');
}

function differences(recorded: unknown, now: unknown, path: string): readonly AnswerDifference[] {
  if (isJsonObject(recorded) && isJsonObject(now)) {
    const keys = [...new Set([...Object.keys(recorded), ...Object.keys(now)])];
    return keys.flatMap((key) => differences(recorded[key], now[key], path === '' ? key : `${path}.${key}`));
  }
  if (Array.isArray(recorded) && Array.isArray(now)) {
    const indexes = [...Array(Math.max(recorded.length, now.length)).keys()];
    return indexes.flatMap((index) => differences(recorded[index], now[index], `${path}[${index}]`));
  }
  const [before, after] = [JSON.stringify(recorded), JSON.stringify(now)];
  return before === after ? [] : [{ path, recorded: before, now: after }];
}

const uid = /[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/gi;
const time = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)/g;

/** An answer as it is compared. An absent message and an empty one are the same, as they are to Cluster API. */
function readable(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(uid, '<uid>').replace(time, '<time>');
  if (Array.isArray(value)) return value.map(readable);
  if (!isJsonObject(value)) return value;
  const { patchType, patch, ...rest } = value;
  const fields = Object.entries(rest).filter(([key, field]) => key !== 'message' || field !== '');
  return {
    ...Object.fromEntries(fields.map(([key, field]) => [key, readable(field)])),
    ...(patchType !== undefined && { patchType }),
    ...(patch !== undefined && { patch: typeof patch === 'string' ? (readable(decodePatch(patch)) ?? patch) : patch }),
  };
}
