import { leaderElectionRules, type Manifest, operatorManifests, tenantRoles } from '@capstan/runtime';
import { ConfigMapSync } from './config-map-sync.ts';
import { configMapSync, secretSync } from './config-weaver.ts';
import { SecretSync } from './secret-sync.ts';

export interface ManifestOptions {
  /** Default: `'capstan-system'`. */
  readonly namespace?: string;
  readonly image: string;
}

const name = 'config-weaver';
const kinds = [ConfigMapSync, SecretSync];

/** Everything `kubectl apply -f` needs to run config-weaver in a cluster, and for its tenants to use it. */
export function configWeaverManifests({ namespace, image }: ManifestOptions): readonly Manifest[] {
  const operator = operatorManifests({
    name,
    controllers: [configMapSync, secretSync],
    resources: kinds,
    image,
    args: ['run', name, '--leader-elect', '--health', '0.0.0.0:8081'],
    replicas: 2,
    namespaceRules: leaderElectionRules,
    ...(namespace && { namespace }),
  });
  return [...operator, ...tenantRoles('weaver', kinds)];
}
