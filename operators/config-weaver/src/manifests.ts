import { leaderElectionRules, type Manifest, operatorManifests, tenantRoles } from '@capstan/runtime';
import { ConfigMapSync } from './api/config-map-sync.ts';
import { SecretSync } from './api/secret-sync.ts';
import { configMapSyncController, secretSyncController } from './config-weaver.ts';
import type { WeaverOptions } from './visit/visit.ts';

export interface ManifestOptions extends WeaverOptions {
  /** Default: `'capstan-system'`. */
  readonly namespace?: string;
  readonly image: string;
}

const name = 'config-weaver';
const kinds = [ConfigMapSync, SecretSync];

/** Everything `kubectl apply -f` needs to run config-weaver in a cluster, and for its tenants to use it. */
export function configWeaverManifests({ namespace, image, ...options }: ManifestOptions): readonly Manifest[] {
  const operator = operatorManifests({
    name,
    controllers: [configMapSyncController(options), secretSyncController(options)],
    resources: kinds,
    image,
    args: ['run', name, '--leader-elect', '--health', '0.0.0.0:8081', ...argumentsFor(options)],
    replicas: 2,
    namespaceRules: leaderElectionRules,
    ...(namespace && { namespace }),
  });
  return [...operator, ...tenantRoles('weaver', kinds)];
}

/** The command line of `capstan run` that says the same. */
const argumentsFor = ({ quota = {}, reclaimWithOperatorRights = false }: WeaverOptions): readonly string[] => [
  ...(quota.copies === undefined ? [] : ['--quota-copies', String(quota.copies)]),
  ...(quota.bytes === undefined ? [] : ['--quota-bytes', String(quota.bytes)]),
  ...(reclaimWithOperatorRights ? ['--reclaim-with-operator-rights'] : []),
];
