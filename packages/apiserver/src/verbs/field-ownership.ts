import type { MutableObject } from '../resources/served-kind.ts';
import type { Target, WriteContext } from './object-verbs.ts';

export function trackWrite(
  _live: MutableObject | undefined,
  _next: MutableObject,
  _target: Target,
  _context: WriteContext,
  _now: number,
): void {}

export function mergeConfiguration(
  live: MutableObject | undefined,
  configuration: MutableObject,
  _target: Target,
  _context: WriteContext,
  _now: number,
): MutableObject {
  return { ...live, ...configuration, metadata: { ...live?.metadata, ...configuration.metadata } };
}
