import { deepEqual, isJsonObject } from '@capstan/schema';
import { decodeFields, encodeFields, type FieldSet, isEmpty } from './field-set.ts';
import { compareText } from './path-element.ts';

/** Who a manager is: the same name, writing another way, is somebody else. */
export interface ManagerIdentity {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  /** Part of the identity of updates only. */
  readonly apiVersion: string;
  readonly subresource: string;
}

/** One entry of `metadata.managedFields`. */
export interface Manager extends ManagerIdentity {
  readonly time: string | undefined;
  readonly set: FieldSet;
}

/** Managers by their identity, in the order of nothing. */
export type Managers = Map<string, Manager>;

/** The identity as text. Conflicts are sorted by it, so it has the form upstream's has. */
export function identityOf({ manager, operation, apiVersion, subresource }: ManagerIdentity): string {
  return JSON.stringify({
    ...(manager && { manager }),
    operation,
    ...(operation === 'Update' && { apiVersion }),
    ...(subresource && { subresource }),
  });
}

/** Reads `metadata.managedFields`; throws a `SyntaxError` on entries that make no sense. */
export function decodeManagers(entries: unknown): Managers {
  const managers: Managers = new Map();
  if (!Array.isArray(entries)) return managers;
  for (const [index, entry] of entries.entries()) {
    const manager = decodeManager(entry, index);
    managers.set(identityOf(manager), manager);
  }
  return managers;
}

/** Writes `metadata.managedFields`, sorted: applies before updates, then by time and name; `undefined` when there are none. */
export function encodeManagers(managers: Managers): unknown[] | undefined {
  if (managers.size === 0) return undefined;
  return [...managers.values()].sort(compareManagers).map(encodeManager);
}

/** Takes managers out that own nothing. */
export function dropEmpty(managers: Managers): void {
  for (const [identity, { set }] of managers) if (isEmpty(set)) managers.delete(identity);
}

/** Whether a client wants all ownership forgotten. */
export const isReset = (entries: unknown): boolean =>
  Array.isArray(entries) && (entries.length === 0 || (entries.length === 1 && deepEqual(entries[0], {})));

export const secondsOf = (time: string | undefined): number =>
  time === undefined ? 0 : Math.floor(Date.parse(time) / 1000) || 0;

function decodeManager(entry: unknown, index: number): Manager {
  if (!isJsonObject(entry)) throw new SyntaxError(`managed fields entry ${index} is not an object`);
  const { manager = '', operation, apiVersion = '', subresource = '', time, fieldsType = '', fieldsV1 } = entry;
  if (operation !== 'Apply' && operation !== 'Update') throw new SyntaxError('operation must be `Apply` or `Update`');
  if (apiVersion === '') throw new SyntaxError('apiVersion must not be empty');
  if (fieldsType === '') throw new SyntaxError(`missing fieldsType in managed fields entry ${index}`);
  if (fieldsType !== 'FieldsV1') throw new SyntaxError(`invalid fieldsType "${fieldsType}" in managed fields entry ${index}`);
  return {
    manager: String(manager),
    operation,
    apiVersion: String(apiVersion),
    subresource: String(subresource),
    time: typeof time === 'string' ? time : undefined,
    set: decodeFields(fieldsV1 ?? {}),
  };
}

function encodeManager({ manager, operation, apiVersion, time, set, subresource }: Manager): unknown {
  return {
    ...(manager && { manager }),
    operation,
    apiVersion,
    ...(time && { time }),
    fieldsType: 'FieldsV1',
    fieldsV1: encodeFields(set),
    ...(subresource && { subresource }),
  };
}

function compareManagers(a: Manager, b: Manager): number {
  return (
    compareText(a.operation, b.operation) ||
    (a.time === b.time ? 0 : secondsOf(a.time) - secondsOf(b.time)) ||
    compareText(a.manager, b.manager) ||
    compareText(a.apiVersion, b.apiVersion) ||
    compareText(a.subresource, b.subresource)
  );
}
