import { clusterCacheRules, type Extension, extension } from '@capstan/capi';
import type { PolicyRule } from '@capstan/runtime';
import { ReadinessProfile } from './api/readiness-profile.ts';
import { ReadinessReport } from './api/readiness-report.ts';
import { Environment, type ReadinessOptions } from './environment.ts';
import { initializedHandler } from './fleet/initialized-handler.ts';
import { profileController } from './fleet/profile-controller.ts';
import { gateHandlers } from './gate/gate-handlers.ts';
import { reportController } from './run/report-controller.ts';

/** What the handlers do in the management cluster. */
const handlerRules: readonly PolicyRule[] = [
  { apiGroups: [ReadinessProfile.group], resources: ['readinessprofiles'], verbs: ['list'] },
  { apiGroups: [ReadinessReport.group], resources: ['readinessreports'], verbs: ['get', 'create', 'patch'] },
  { apiGroups: [''], resources: ['events'], verbs: ['create', 'patch'] },
];

/**
 * Checks each new workload cluster, brings the results back, and holds upgrades of those that are not ready.
 *
 * @example
 * await runExtensions({ extensions: [operationalReadiness()], client, certificate, signal });
 */
export function operationalReadiness(options: ReadinessOptions = {}): Extension {
  const environment = new Environment(options);
  return extension({
    name: 'operational-readiness',
    handlers: [initializedHandler(), ...gateHandlers(environment)],
    controllers: [profileController(), reportController(environment)],
    resources: [ReadinessProfile, ReadinessReport],
    scratch: '4Gi', // archives, while they are read
    rules: [...handlerRules, ...clusterCacheRules()],
    background: (context) => environment.attach(context),
  });
}
