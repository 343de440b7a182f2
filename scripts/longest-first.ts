import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Test files that take half a minute and more on kube-apiserver, from the longest on. */
export const longest: readonly string[] = [
  'e2e/cluster-api.test.ts',
  'operators/operational-readiness/src/run/faults.test.ts',
  'operators/operational-readiness/src/run/crash.test.ts',
  'operators/config-weaver/src/behaviour/long-work.test.ts',
  'operators/operational-readiness/src/run/odd-clusters.test.ts',
  'operators/config-weaver/src/behaviour/limits.test.ts',
  'operators/config-weaver/src/behaviour/deletion-orders.test.ts',
  'e2e/init-extension.test.ts',
  'e2e/demo.test.ts',
  'operators/config-weaver/src/behaviour/changes-in-flight.test.ts',
  'operators/config-weaver/src/rights/rights.test.ts',
  'operators/config-weaver/src/behaviour/availability.test.ts',
  'operators/config-weaver/src/behaviour/gone-namespaces.test.ts',
];

/**
 * Starts these first, so that none of them runs alone at the end. Vitest would know by itself from a run before, but a fresh
 * clone has none, and a file that was skipped there looks short.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((one, other) => this.#rank(one) - this.#rank(other));
  }

  #rank({ moduleId }: TestSpecification): number {
    const rank = longest.findIndex((path) => moduleId.endsWith(`/${path}`));
    return rank === -1 ? longest.length : rank;
  }
}
