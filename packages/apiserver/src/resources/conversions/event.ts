import type { MutableObject } from '../served-kind.ts';

/** Fields of `v1` and what they are called in `events.k8s.io/v1`. */
const renamed = [
  ['involvedObject', 'regarding'],
  ['message', 'note'],
  ['reportingComponent', 'reportingController'],
  ['source', 'deprecatedSource'],
  ['firstTimestamp', 'deprecatedFirstTimestamp'],
  ['lastTimestamp', 'deprecatedLastTimestamp'],
  ['count', 'deprecatedCount'],
] as const;

/** An Event of `events.k8s.io/v1`, from one of `v1`. */
export function eventFromCore(event: MutableObject): MutableObject {
  return rename(event, 'events.k8s.io/v1', new Map(renamed));
}

/** An Event of `v1`, from one of `events.k8s.io/v1`. */
export function eventToCore(event: MutableObject): MutableObject {
  return rename(event, 'v1', new Map(renamed.map(([core, other]) => [other, core] as const)));
}

function rename(event: MutableObject, apiVersion: string, names: ReadonlyMap<string, string>): MutableObject {
  const fields = Object.entries(event).map(([name, value]) => [names.get(name) ?? name, value] as const);
  const converted: MutableObject = { kind: 'Event', apiVersion, metadata: event.metadata };
  for (const [name, value] of fields) if (name !== 'kind' && name !== 'apiVersion') converted[name] = value;
  return converted;
}
