import type { ExtensionProbe } from './extension-probe.ts';
import type { Finding } from './verdict.ts';

/** Something that is wanted of every extension. */
export interface Rule {
  /** Kebab case; never changes. */
  readonly id: string;
  /** What is wanted, as a sentence without full stop. */
  readonly title: string;
  check(probe: ExtensionProbe): Finding | Promise<Finding>;
}
