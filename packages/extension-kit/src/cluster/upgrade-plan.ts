import { compareKubernetesVersions, parseKubernetesVersion } from '@capstan/capi';

/** Where an upgrade begins and ends. */
export interface UpgradeSpan {
  readonly controlPlane: string;
  /** The oldest of the workers; none when there are none. */
  readonly workers: string | undefined;
  readonly target: string;
}

/** The versions that are left on the way. */
export interface UpgradePlan {
  readonly controlPlane: readonly string[];
  readonly workers: readonly string[];
}

/** The plan without an extension for it: the newest patch of each minor that a ClusterClass lists, or of each minor at all. */
export function defaultPlan({ controlPlane, workers, target }: UpgradeSpan, offered: readonly string[] = []): UpgradePlan {
  const from = parseKubernetesVersion(controlPlane);
  const to = parseKubernetesVersion(target);
  const steps: string[] = [];
  for (let minor = from.minor + 1; minor < to.minor; minor += 1) {
    const listed = offered.filter((version) => parseKubernetesVersion(version).minor === minor);
    steps.push(listed.toSorted(compareKubernetesVersions).at(-1) ?? `v${from.major}.${minor}.0`);
  }
  const plan = compareKubernetesVersions(controlPlane, target) === 0 ? [] : [...steps, target];
  return { controlPlane: plan, workers: workersPlan({ controlPlane, workers, target }, plan) };
}

/** Workers stop as seldom as they may: no more than three minors behind. */
export function workersPlan({ controlPlane, workers, target }: UpgradeSpan, plan: readonly string[]): readonly string[] {
  if (workers === undefined || compareKubernetesVersions(workers, target) === 0) return [];
  const stops: string[] = [];
  let last = minorOf(workers);
  const way = [controlPlane, ...plan];
  for (const [index, version] of way.entries()) {
    const next = way[index + 1];
    if (next !== undefined && minorOf(next) - last <= 3) continue;
    if (compareKubernetesVersions(version, workers) <= 0) continue;
    stops.push(version);
    last = minorOf(version);
  }
  return stops;
}

/** What Cluster API does not take of a plan. */
export function planErrors({ controlPlane, workers, target }: UpgradeSpan, plan: UpgradePlan): readonly string[] {
  return [
    ...controlPlaneErrors(controlPlane, target, plan.controlPlane),
    ...(plan.workers.length === 0 ? [] : workersErrors(workers ?? controlPlane, target, plan, controlPlane)),
  ];
}

function controlPlaneErrors(from: string, target: string, plan: readonly string[]): readonly string[] {
  if (compareKubernetesVersions(from, target) === 0)
    return plan.length === 0 ? [] : ['controlPlaneUpgrades must be empty: the control plane is at its target'];
  const errors: string[] = [];
  let previous = from;
  for (const version of plan) {
    if (compareKubernetesVersions(version, previous) <= 0)
      errors.push(`controlPlaneUpgrades: ${version} is not newer than ${previous}`);
    else if (minorOf(version) - minorOf(previous) > 1)
      errors.push(`controlPlaneUpgrades: ${version} skips a minor after ${previous}`);
    previous = version;
  }
  if (previous !== target) errors.push(`controlPlaneUpgrades ends at ${plan.at(-1) ?? 'nothing'}, not at ${target}`);
  return errors;
}

function workersErrors(from: string, target: string, plan: UpgradePlan, controlPlane: string): readonly string[] {
  const errors: string[] = [];
  let previous = from;
  for (const version of plan.workers) {
    if (version !== controlPlane && !plan.controlPlane.includes(version))
      errors.push(`workersUpgrades: ${version} is not among controlPlaneUpgrades`);
    if (compareKubernetesVersions(version, previous) <= 0)
      errors.push(`workersUpgrades: ${version} is not newer than ${previous}`);
    if (minorOf(version) - minorOf(previous) > 3)
      errors.push(`workersUpgrades: ${version} is more than 3 minors after ${previous}`);
    previous = version;
  }
  if (previous !== target) errors.push(`workersUpgrades ends at ${previous}, not at ${target}`);
  return errors;
}

function minorOf(version: string): number {
  return parseKubernetesVersion(version).minor;
}

/** The same patch of the minor after a version: `v1.35.0` after `v1.34.0`. */
export function nextMinor(version: string): string {
  const { major, minor } = parseKubernetesVersion(version);
  return `v${major}.${minor + 1}.0`;
}

/** From a version to another, with a stop at each minor; to the second minor on when none is named. */
export function versionsBetween(from: string, to: string = nextMinor(nextMinor(from))): readonly string[] {
  return [from, ...defaultPlan({ controlPlane: from, workers: undefined, target: to }).controlPlane];
}
