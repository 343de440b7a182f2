import { compileCustomResource } from '../../custom-resources/compile-custom-resource.ts';
import { apiVersionOf } from '../api-version.ts';
import type { MutableObject, ServedKind, ServedVersion } from '../served-kind.ts';
import { eventFromCore, eventToCore } from './event.ts';

/** Turns an object as it is stored into a served version. The object is the caller's to keep: it may be changed. */
export function convertForReading(object: MutableObject, kind: ServedKind, version: ServedVersion): MutableObject {
  if (!kind.custom) return isEventOfEvents(kind) ? eventFromCore(object) : object;
  object.apiVersion = apiVersionOf(kind, version);
  const compiled = compileCustomResource(version);
  compiled.prune(object);
  compiled.applyDefaults(object);
  return object;
}

/** Turns an object of a served version into the form in which it is stored. Answers a copy where it changes anything but `apiVersion`. */
export function convertForStoring(object: MutableObject, kind: ServedKind): MutableObject {
  if (isEventOfEvents(kind)) return eventToCore(object);
  object.apiVersion = apiVersionOf(kind, { version: kind.storageVersion });
  return object;
}

/** Both groups' Events are stored as the core group's. */
const isEventOfEvents = (kind: ServedKind) => kind.group === 'events.k8s.io' && kind.kind === 'Event';
