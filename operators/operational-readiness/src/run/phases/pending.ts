import type { ReadinessProfile } from '../../api/readiness-profile.ts';
import { isReadinessError } from '../../readiness-error.ts';
import { checksDigest, resolveProfile, storedSnapshot } from '../resolve-profile.ts';
import { breakOff, next, type RunContext, type Step } from '../run-step.ts';

/** Keeps the profile as it is now: from here on the run follows what it began with. */
export async function pending(profile: ReadinessProfile, { management, signal }: RunContext): Promise<Step> {
  try {
    const snapshot = await resolveProfile(profile.spec, { management, signal });
    return next('Preconditions', {
      profile: storedSnapshot(snapshot),
      profileGeneration: profile.metadata.generation ?? 0,
      checks: checksDigest(profile.spec),
    });
  } catch (error) {
    if (isReadinessError(error, 'InvalidPlugin')) return breakOff('InvalidProfile', error.message);
    throw error;
  }
}
