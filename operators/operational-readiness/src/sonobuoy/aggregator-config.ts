import { type SonobuoyRun, versionOf } from './sonobuoy-run.ts';

const levels = { NamespaceAdmin: 'namespaceAdmin', ClusterRead: 'clusterRead', ClusterAdmin: 'clusterAdmin' } as const;

/** `config.json` of the aggregator; the order of keys is Sonobuoy's. */
export function aggregatorConfig(run: SonobuoyRun): string {
  return JSON.stringify({
    Description: 'DEFAULT',
    UUID: '',
    Version: versionOf(run.image),
    ResultsDir: '/tmp/sonobuoy/results',
    Resources: null,
    Filters: { Namespaces: '.*', LabelSelector: '' },
    Limits: { PodLogs: podLogs },
    QPS: 30,
    Burst: 50,
    Server: { bindaddress: '0.0.0.0', bindport: 8080, advertiseaddress: '', timeoutseconds: run.timeoutSeconds },
    Plugins: null,
    PluginSearchPath: ['./plugins.d', '/etc/sonobuoy/plugins.d', '~/sonobuoy/plugins.d'],
    Namespace: run.namespace,
    WorkerImage: run.image,
    ImagePullPolicy: run.imagePullPolicy,
    ImagePullSecrets: '',
    ...(run.tolerateControlPlane && { AggregatorTolerations: [controlPlaneToleration] }),
    AggregatorPermissions: levels[run.permissions],
    ServiceAccountName: 'sonobuoy-serviceaccount',
    NamespacePSAEnforceLevel: 'privileged',
    ProgressUpdatesPort: '8099',
    SecurityContextMode: 'nonroot',
  });
}

export const controlPlaneToleration = {
  key: 'node-role.kubernetes.io/control-plane',
  operator: 'Exists',
  effect: 'NoSchedule',
} as const;

const podLogs = {
  Namespaces: 'kube-system',
  SonobuoyNamespace: true,
  FieldSelectors: [],
  LabelSelector: '',
  Previous: false,
  SinceSeconds: null,
  SinceTime: null,
  Timestamps: false,
  TailLines: null,
  LimitBytes: null,
};
