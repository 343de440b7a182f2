import type { DaemonSet, Pod } from '@capstan/schema';
import type { Container, EnvVar, PodSpec } from '../../pod-types.ts';
import type { PluginDefinition } from '../plugin-definition.ts';
import type { SonobuoyConfig } from '../sonobuoy-config.ts';

/** One plugin of one run. */
export interface PluginRun {
  readonly definition: PluginDefinition;
  /** Sixteen hexadecimal digits. */
  readonly session: string;
  readonly config: SonobuoyConfig;
  readonly aggregatorUrl: string;
  /** PEM of the authority that signs both sides. */
  readonly authority: string;
  /** The aggregator's pod, which owns what is made. */
  readonly owner: Pod;
}

export const secretName = ({ definition, session }: PluginRun) => `sonobuoy-plugin-${definition.config.pluginName}-${session}`;

export function objectMeta({ owner, config: { Namespace: namespace } }: PluginRun, name: string) {
  const { name: ownerName, uid } = owner.metadata;
  return { name, namespace, ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name: ownerName, uid }] };
}

/** The pod of a plugin whose driver is Job: a bare pod, in spite of the name. */
export function jobPod(run: PluginRun): { metadata: ReturnType<typeof objectMeta> & ReturnType<typeof marks>; spec: PodSpec } {
  const { pluginName } = run.definition.config;
  const metadata = { ...objectMeta(run, `sonobuoy-${pluginName}-job-${run.session}`), ...marks(run) };
  const worker = { command: ['/sonobuoy'], args: ['worker', 'global', '--level=trace', '-v=6', '--logtostderr'] };
  return { metadata, spec: podSpec(run, jobPodSpec, worker) };
}

/** The DaemonSet of a plugin whose driver is that. */
export function daemonSet(run: PluginRun): { metadata: object; spec: NonNullable<DaemonSet['spec']> } {
  const { pluginName } = run.definition.config;
  const { labels, annotations } = marks(run);
  const command = ['/sonobuoy', 'worker', 'single-node', '--level=trace', '-v=6', '--logtostderr', '--sleep=-1'];
  const template = { metadata: { labels }, spec: podSpec(run, daemonSetPodSpec, { command }) };
  return {
    metadata: { ...objectMeta(run, `sonobuoy-${pluginName}-daemon-set-${run.session}`), labels, annotations },
    spec: { selector: { matchLabels: { 'sonobuoy-run': run.session } }, template },
  };
}

function marks({ definition: { config }, session, config: { CustomAnnotations } }: PluginRun) {
  return {
    labels: {
      component: 'sonobuoy',
      'sonobuoy-component': 'plugin',
      'sonobuoy-plugin': config.pluginName,
      'sonobuoy-run': session,
      tier: 'analysis',
    },
    annotations: { 'sonobuoy-driver': config.driver, 'sonobuoy-plugin': config.pluginName, ...CustomAnnotations },
  };
}

const serviceAccountName = 'sonobuoy-serviceaccount';

const jobPodSpec: Omit<PodSpec, 'containers'> = {
  restartPolicy: 'Never',
  serviceAccountName,
  nodeSelector: { 'kubernetes.io/os': 'linux' },
  tolerations: [
    { key: 'node-role.kubernetes.io/master', operator: 'Exists', effect: 'NoSchedule' },
    { key: 'CriticalAddonsOnly', operator: 'Exists' },
    { key: 'kubernetes.io/e2e-evict-taint-key', operator: 'Exists' },
  ],
};

const daemonSetPodSpec: Omit<PodSpec, 'containers'> = {
  dnsPolicy: 'ClusterFirstWithHostNet',
  hostIPC: true,
  hostPID: true,
  hostNetwork: true,
  serviceAccountName,
  tolerations: [{ operator: 'Exists' }],
  volumes: [{ name: 'root', hostPath: { path: '/' } }],
};

function podSpec(run: PluginRun, byDefault: Omit<PodSpec, 'containers'>, worker: Pick<Container, 'command' | 'args'>): PodSpec {
  const { definition, config } = run;
  const base: Partial<PodSpec> = definition.podSpec ?? byDefault;
  const pullSecrets = config.ImagePullSecrets === '' ? [] : [{ name: config.ImagePullSecrets }];
  return {
    ...base,
    containers: [...(base.containers ?? []), pluginContainer(run), { ...workerContainer(run), ...worker }],
    volumes: [...(base.volumes ?? []), { name: 'results', emptyDir: {} }, ...definition.extraVolumes],
    ...(pullSecrets.length > 0 && { imagePullSecrets: pullSecrets }),
  };
}

/** Environment and mount of the results folder are put right, whatever the definition says. */
function pluginContainer({ definition: { container }, config }: PluginRun): Container {
  const { ResultsDir } = config;
  const mounts = (container.volumeMounts ?? []).filter(({ name }) => name !== 'results');
  return {
    ...container,
    env: mergedEnv(resultsEnv(ResultsDir), container.env ?? []),
    volumeMounts: [...mounts, { name: 'results', mountPath: ResultsDir }],
  };
}

function workerContainer(run: PluginRun): Container {
  const { config, definition, aggregatorUrl, authority } = run;
  const field = (name: string, fieldPath: string): EnvVar => ({ name, valueFrom: { fieldRef: { fieldPath } } });
  const secret = (name: string, key: string): EnvVar => ({ name, valueFrom: { secretKeyRef: { name: secretName(run), key } } });
  const env = [
    field('NODE_NAME', 'spec.nodeName'),
    ...resultsEnv(config.ResultsDir),
    { name: 'RESULT_TYPE', value: definition.config.pluginName },
    { name: 'AGGREGATOR_URL', value: aggregatorUrl },
    { name: 'CA_CERT', value: authority },
    secret('CLIENT_CERT', 'tls.crt'),
    secret('CLIENT_KEY', 'tls.key'),
    { name: 'SONOBUOY_PROGRESS_PORT', value: config.ProgressUpdatesPort },
    { name: 'SONOBUOY_DIR', value: '/tmp/sonobuoy' },
    field('SONOBUOY_NS', 'metadata.namespace'),
    field('SONOBUOY_PLUGIN_POD', 'metadata.name'),
    { name: 'SONOBUOY_WORKER_CONTAINER', value: 'sonobuoy-worker' },
  ];
  return {
    name: 'sonobuoy-worker',
    image: config.WorkerImage,
    imagePullPolicy: config.ImagePullPolicy as NonNullable<Container['imagePullPolicy']>, // checked by the API server
    env: mergedEnv(env, definition.container.env ?? []),
    volumeMounts: [{ name: 'results', mountPath: config.ResultsDir }],
  };
}

const resultsEnv = (folder: string): EnvVar[] => [
  { name: 'RESULTS_DIR', value: folder },
  { name: 'SONOBUOY_RESULTS_DIR', value: folder },
];

/** The first of two variables of a name stays. */
function mergedEnv(first: readonly EnvVar[], second: readonly EnvVar[]): EnvVar[] {
  const known = new Set(first.map(({ name }) => name));
  return [...first, ...second.filter(({ name }) => !known.has(name))];
}
