import { type Answer, fail, type HookRequests, parseKubernetesVersion, provide } from '@capstan/capi';

/** Kubernetes has had fewer minors in all its years; a version that is further away is a slip. */
const mostSteps = 100;

/** One minor after the other up to where the upgrade ends; the first patch of each between. */
export function minorByMinor(request: HookRequests['GenerateUpgradePlan']): Answer<'GenerateUpgradePlan'> {
  const { fromControlPlaneKubernetesVersion: from, toKubernetesVersion: to } = request;
  if (from === to) return upgradePlan([], []);
  const target = parseKubernetesVersion(to);
  const first = parseKubernetesVersion(from).minor + 1;
  const steps = target.minor - first + 1;
  if (steps > mostSteps) {
    return fail(
      `from ${from} to ${to} are ${steps} minors, where ${mostSteps} are the most; script an upgradePlan, or correct the version`,
    );
  }
  const between = Array.from({ length: Math.max(0, steps - 1) }, (_, index) => `v${target.major}.${first + index}.0`);
  return upgradePlan([...between, to], []);
}

/** A plan of these versions. Workers without any are left to Cluster API, which lets them follow in hops of three minors. */
export function upgradePlan(controlPlane: readonly string[], workers: readonly string[]): Answer<'GenerateUpgradePlan'> {
  const steps = (versions: readonly string[]) => versions.map((version) => ({ version }));
  return provide({ controlPlaneUpgrades: steps(controlPlane), workersUpgrades: steps(workers) });
}
