import { applyConfiguration } from '../managed-fields/apply-configuration.ts';
import { trackUpdate } from '../managed-fields/track-update.ts';
import { apiVersionOf } from '../resources/api-version.ts';
import type { MutableObject } from '../resources/served-kind.ts';
import type { Target, WriteContext } from './object-verbs.ts';
import { timestamp } from './write-environment.ts';

/** Notes in `next` which of its fields this writer now owns. `live` is absent for a create. */
export function trackWrite(
  live: MutableObject | undefined,
  next: MutableObject,
  target: Target,
  { fieldManager }: WriteContext,
  now: number,
): void {
  trackUpdate({ live, next, ...commonTo(target, fieldManager, now) });
}

/** The live object with a configuration merged into it, and who owns what. Throws a 409 for conflicts that aren't forced. */
export function mergeConfiguration(
  live: MutableObject | undefined,
  configuration: MutableObject,
  target: Target,
  { fieldManager, force }: WriteContext & { readonly force: boolean },
  now: number,
): MutableObject {
  return applyConfiguration({ live, configuration, force, kind: target.kind.kind, ...commonTo(target, fieldManager, now) });
}

function commonTo({ kind, version, subresource }: Target, manager: string, now: number) {
  const { schema, subresources } = version;
  return {
    schema,
    manager,
    subresource,
    apiVersion: apiVersionOf(kind, version),
    time: timestamp(now),
    ...(subresource === '' && subresources.status && { ignored: ['status'] }),
  };
}
