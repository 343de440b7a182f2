import compareBuild from 'semver/functions/compare-build.js'; // the whole library is 47 files
import parse from 'semver/functions/parse.js';
import { CapiError } from '../capi-error.ts';

/** A version of Kubernetes, as `spec.topology.version` names it. */
export interface KubernetesVersion {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  /** `rc.1` of `v1.34.0-rc.1`; empty for a release. */
  readonly prerelease: string;
  /** `vendor.2` of `v1.34.0+vendor.2`; empty when there is none. */
  readonly build: string;
}

/** Reads `v1.34.0`, with or without its `v`. */
export function parseKubernetesVersion(text: string): KubernetesVersion {
  const { major, minor, patch, prerelease, build } = parsed(text);
  return { major, minor, patch, prerelease: prerelease.join('.'), build: build.join('.') };
}

/** Below 0 when `a` is older than `b`, 0 when they are the same, above 0 when it is newer; build tags count last. */
export function compareKubernetesVersions(a: string, b: string): number {
  return compareBuild(parsed(a), parsed(b));
}

function parsed(text: string) {
  const version = parse(text);
  if (version) return version;
  throw new CapiError(`${JSON.stringify(text)} is not a version of Kubernetes`, {
    code: 'InvalidValue',
    hint: 'Write it with all three numbers: v1.34.0.',
  });
}
