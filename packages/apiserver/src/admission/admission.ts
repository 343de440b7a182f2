import type { UserInfo } from '../authentication/user-info.ts';
import type { MutableObject } from '../resources/served-kind.ts';
import type { Target } from '../verbs/object-verbs.ts';

/** A write on its way to the store, as plug-ins see it. */
export interface AdmissionRequest {
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE';
  readonly target: Target;
  /** What would be stored; a mutating plug-in may change it. Absent for DELETE. */
  readonly object?: MutableObject;
  /** What is stored. Absent for CREATE. */
  readonly oldObject?: MutableObject;
  readonly user: UserInfo;
  readonly dryRun: boolean;
  readonly warn: (text: string) => void;
}

/** One step of admission. Refuses by throwing a `StatusError`. */
export interface AdmissionPlugin {
  readonly name: string;
  /** Runs before defaulting and validation, in the order of the list. */
  mutate?(request: AdmissionRequest): void | Promise<void>;
  /** Runs on what passed validation. */
  validate?(request: AdmissionRequest): void | Promise<void>;
}

/** All plug-ins, in order. Nothing is awaited where nothing is asynchronous. */
export interface Admission {
  mutate(request: AdmissionRequest): void | Promise<void>;
  validate(request: AdmissionRequest): void | Promise<void>;
}

export function createAdmission(plugins: readonly AdmissionPlugin[]): Admission {
  const mutating = plugins.filter((plugin) => plugin.mutate);
  const validating = plugins.filter((plugin) => plugin.validate);
  return {
    mutate: (request) => inOrder(mutating, (plugin) => plugin.mutate?.(request)),
    validate: (request) => inOrder(validating, (plugin) => plugin.validate?.(request)),
  };
}

function inOrder(
  plugins: readonly AdmissionPlugin[],
  run: (plugin: AdmissionPlugin) => void | Promise<void>,
  from = 0,
): void | Promise<void> {
  for (let index = from; index < plugins.length; index += 1) {
    const plugin = plugins[index];
    const pending = plugin && run(plugin);
    if (pending) return pending.then(() => inOrder(plugins, run, index + 1));
  }
}
