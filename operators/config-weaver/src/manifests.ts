import { leaderElectionRules, type Manifest, operatorManifests } from '@capstan/runtime';
import { ConfigMapSync } from './config-map-sync.ts';
import { configMapSync } from './config-weaver.ts';

export interface ManifestOptions {
  /** Default: `'capstan-system'`. */
  readonly namespace?: string;
  readonly image: string;
}

/** Everything `kubectl apply -f` needs to run config-weaver in a cluster. */
export function configWeaverManifests({ namespace, image }: ManifestOptions): readonly Manifest[] {
  return operatorManifests({
    name: configMapSync.name,
    controllers: [configMapSync],
    resources: [ConfigMapSync],
    image,
    args: ['run', 'config-weaver', '--leader-elect', '--health', '0.0.0.0:8081'],
    namespaceRules: leaderElectionRules,
    ...(namespace && { namespace }),
  });
}
