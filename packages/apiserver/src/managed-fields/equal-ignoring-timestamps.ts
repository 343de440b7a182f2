import { deepEqual, isJsonObject } from '@capstan/schema';
import type { MutableObject } from '../resources/served-kind.ts';

/** Whether two objects differ in nothing but the times of their managers: writing the second one is not worth it. */
export function equalIgnoringTimestamps(live: MutableObject, next: MutableObject): boolean {
  if (!equalExcept('metadata', live, next)) return false;
  if (!equalExcept('managedFields', live.metadata, next.metadata)) return false;
  const [before, after] = [live.metadata.managedFields ?? [], next.metadata.managedFields ?? []];
  return before.length === after.length && before.every((entry, index) => sameEntry(entry, after[index]));
}

const sameEntry = (before: unknown, after: unknown) =>
  isJsonObject(before) && isJsonObject(after) ? equalExcept('time', before, after) : deepEqual(before, after);

type Fields = Readonly<Record<string, unknown>>;

function equalExcept(ignored: string, before: Fields, after: Fields): boolean {
  for (const key in before) if (key !== ignored && !deepEqual(before[key], after[key])) return false;
  for (const key in after) if (key !== ignored && before[key] === undefined && after[key] !== undefined) return false;
  return true;
}
