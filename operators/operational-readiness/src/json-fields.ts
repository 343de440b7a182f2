import { isJsonObject, type JsonObject, type JsonValue } from '@capstan/schema';

/** What others wrote, taken for no more than it is. */
export const objectIn = (value: JsonValue | undefined): JsonObject | undefined =>
  isJsonObject(value) ? (value as JsonObject) : undefined; // an object among JSON values is a JsonObject

export const objectsIn = (value: JsonValue | undefined): readonly JsonObject[] =>
  Array.isArray(value) ? value.map(objectIn).filter((item) => item !== undefined) : [];

export const textIn = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');

export const stringsIn = (value: JsonValue | undefined): readonly string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];

/** A map of strings; other scalars in it are written out. */
export const recordIn = (value: JsonValue | undefined): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(objectIn(value) ?? {}).map(([key, entry]) => [key, String(entry)]));

/** JSON somebody else wrote. `undefined` where it is none, or no object. */
export function parseObject(json: string | undefined): JsonObject | undefined {
  if (json === undefined) return undefined;
  try {
    const value: JsonValue = JSON.parse(json);
    return objectIn(value);
  } catch {
    return undefined;
  }
}
