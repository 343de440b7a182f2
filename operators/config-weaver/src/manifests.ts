import { leaderElectionRules, type Manifest, operatorManifests, tenantRoles } from '@capstan/runtime';
import { ConfigMapSync } from './config-map-sync.ts';
import { configMapSync, secretSync } from './config-weaver.ts';
import type { Quota } from './quota.ts';
import { SecretSync } from './secret-sync.ts';

export interface ManifestOptions {
  /** Default: `'capstan-system'`. */
  readonly namespace?: string;
  readonly image: string;
  /** What the syncs of each namespace may have. Default: no limit. */
  readonly quota?: Quota;
}

const name = 'config-weaver';
const kinds = [ConfigMapSync, SecretSync];

/** Everything `kubectl apply -f` needs to run config-weaver in a cluster, and for its tenants to use it. */
export function configWeaverManifests({ namespace, image, quota = {} }: ManifestOptions): readonly Manifest[] {
  const operator = operatorManifests({
    name,
    controllers: [configMapSync, secretSync],
    resources: kinds,
    image,
    args: ['run', name, '--leader-elect', '--health', '0.0.0.0:8081', ...quotaArguments(quota)],
    replicas: 2,
    namespaceRules: leaderElectionRules,
    ...(namespace && { namespace }),
  });
  return [...operator, ...tenantRoles('weaver', kinds)];
}

const quotaArguments = ({ copies, bytes }: Quota): readonly string[] => [
  ...(copies === undefined ? [] : ['--quota-copies', String(copies)]),
  ...(bytes === undefined ? [] : ['--quota-bytes', String(bytes)]),
];
