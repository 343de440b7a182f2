import { serviceAccountGroups, serviceAccountUserName } from '../authentication/well-known-users.ts';
import type { KindRegistry } from '../resources/served-kind.ts';
import type { Store } from '../storage/store.ts';
import type { ObjectVerbs, WriteContext } from '../verbs/object-verbs.ts';

/** What every controller inside the server is given. */
export interface ControllerOptions {
  readonly store: Store;
  readonly verbs: ObjectVerbs;
  readonly registry: KindRegistry;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** Told of failures that people should know of; the work is tried again in any case. */
  readonly report: (error: unknown) => void;
  /** Ends the controller. What it returned resolves when its last write is done. */
  readonly signal: AbortSignal;
}

/** A controller of the server writes as its ServiceAccount in kube-system, which admission lets do what it must. */
export function writesAs(controller: string): WriteContext {
  const groups = [...serviceAccountGroups('kube-system'), 'system:authenticated', 'system:masters'];
  return {
    user: { name: serviceAccountUserName('kube-system', controller), groups },
    fieldManager: controller,
    dryRun: false,
    fieldValidation: 'Ignore',
    warn: () => undefined,
  };
}

/** Ends a subscription with the controller. */
export function disposeOnAbort(subscription: Disposable, signal: AbortSignal): void {
  if (signal.aborted) subscription[Symbol.dispose]();
  else signal.addEventListener('abort', () => subscription[Symbol.dispose](), { once: true });
}
