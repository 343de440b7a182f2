import { fail, type HookHandler, hook, proceed } from '@capstan/capi';
import { errorFields } from '@capstan/runtime';
import { ReadinessProfile } from '../api/readiness-profile.ts';
import { recordReport } from './record-report.ts';
import { isValidRange, selects } from './selection.ts';

/**
 * Records what is to be checked in a cluster whose control plane has just come up, and nothing more: the hook can't block and has
 * ten seconds. It may be called again, and by several at once; the second finds what the first recorded.
 */
export function initializedHandler(): HookHandler {
  return hook('AfterControlPlaneInitialized', {}, async ({ cluster }, { client, signal, logger }) => {
    const { namespace, name } = cluster.metadata;
    const chosen: string[] = [];
    try {
      for await (const profile of client.list(ReadinessProfile, { signal })) {
        if (!isValidRange(profile.spec.clusters.kubernetesVersions) || !selects(profile, cluster)) continue;
        await recordReport(client, cluster, { profile: profile.metadata.name, signal });
        chosen.push(profile.metadata.name);
      }
    } catch (error) {
      // Its text may differ from call to call, and an answer must not: it goes to the log. Cluster API calls again.
      logger.warn({ cluster: `${namespace}/${name}`, ...errorFields(error) }, 'cannot record');
      return fail('cannot record what is to be checked; see the log of operational-readiness');
    }
    return proceed(
      chosen.length === 0 ? 'no readiness profile selects this cluster' : `to be checked: ${chosen.sort().join(', ')}`,
    );
  });
}
