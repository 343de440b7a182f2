import { applyDefaults, deepEqual, type FieldError } from '@capstan/schema';
import { compileCustomResource } from '../custom-resources/compile-custom-resource.ts';
import { invalid } from '../errors/status-error.ts';
import type { MutableObject, ServedVersion } from '../resources/served-kind.ts';
import type { Strategy } from '../resources/strategies/strategy.ts';
import { metadataErrors, metadataUpdateErrors } from './metadata-validation.ts';
import type { Target } from './object-verbs.ts';

/** Fills in the defaults of a version's schema, in place. */
export function fillDefaults(object: MutableObject, { kind, version }: Target, strategy: Strategy): void {
  strategy.fillDefaults?.(object);
  if (kind.custom) compileCustomResource(version).applyDefaults(object);
  else applyDefaults(object, version.schema);
}

/** Throws a 422 that lists what is wrong with an object that is about to be stored. `live` is absent for a create. */
export function validateObject(object: MutableObject, live: MutableObject | undefined, target: Target, strategy: Strategy): void {
  const { kind, version } = target;
  const errors: FieldError[] = live
    ? metadataUpdateErrors(object.metadata, live.metadata, kind)
    : metadataErrors(object.metadata, strategy.nameRule, kind);
  if (kind.custom) errors.push(...compileCustomResource(version).validate(object, live));
  if (strategy.validate) errors.push(...strategy.validate(object, live));
  if (errors.length > 0) throw invalid(kind, object.metadata.name ?? '', errors);
}

/** Whether anything but metadata, and status where it is a thing of its own, differs. */
export function contentDiffers(next: MutableObject, live: MutableObject, version: ServedVersion): boolean {
  const { status } = version.subresources;
  const counts = (key: string) => key !== 'metadata' && key !== 'kind' && key !== 'apiVersion' && !(status && key === 'status');
  for (const key in next) if (counts(key) && !deepEqual(next[key], live[key])) return true;
  for (const key in live) if (counts(key) && live[key] !== undefined && next[key] === undefined) return true;
  return false;
}

/** A deleted object that nothing holds any more. */
export function isReleased({ metadata, ...content }: MutableObject, strategy: Strategy): boolean {
  if (!metadata.deletionTimestamp || (metadata.finalizers?.length ?? 0) > 0) return false;
  return !metadata.deletionGracePeriodSeconds && !strategy.isHeld?.({ metadata, ...content });
}
