import type { Client } from '@capstan/client';
import { ClusterRole, ClusterRoleBinding, ConfigMap, Namespace, Pod, Service, ServiceAccount } from '@capstan/schema';
import { untilRightsAre } from '@capstan/testenv';
import { stringify } from 'yaml';

export interface RunOptions {
  readonly namespace: string;
  /** Plugins as Sonobuoy has them. */
  readonly plugins: readonly object[];
  readonly timeoutSeconds?: number;
}

/** Creates what `sonobuoy run` creates, in its order. */
export async function startSonobuoyRun(client: Client, options: RunOptions): Promise<Pod> {
  const { namespace, plugins, timeoutSeconds = 600 } = options;
  const labels = { component: 'sonobuoy' };
  const name = `sonobuoy-serviceaccount-${namespace}`;
  const account = 'sonobuoy-serviceaccount';
  await client.create(Namespace, {
    metadata: { name: namespace, labels: { 'pod-security.kubernetes.io/enforce': 'privileged' } },
  });
  await client.create(ServiceAccount, { metadata: { name: account, namespace, labels } });
  await client.create(ClusterRoleBinding, {
    metadata: { name, labels: { ...labels, namespace } },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
    subjects: [{ kind: 'ServiceAccount', name: account, namespace }],
  });
  await client.create(ClusterRole, {
    metadata: { name, labels: { ...labels, namespace } },
    rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }],
  });
  const config = {
    Version: 'v0.57.5',
    Namespace: namespace,
    Server: { timeoutseconds: timeoutSeconds },
    WorkerImage: 'sonobuoy/sonobuoy:v0.57.5',
  };
  await client.create(ConfigMap, {
    metadata: { name: 'sonobuoy-config-cm', namespace, labels },
    data: { 'config.json': JSON.stringify(config) },
  });
  const data = Object.fromEntries(plugins.map((plugin, index) => [`plugin-${index}.yaml`, stringify(plugin)]));
  await client.create(ConfigMap, { metadata: { name: 'sonobuoy-plugins-cm', namespace, labels }, data });
  // kube-apiserver takes a moment to act by new rights, and a pod of a simulated node starts at once.
  const everything = [{ group: '*', resource: '*', verb: '*' }];
  await untilRightsAre(client, 'given', `system:serviceaccount:${namespace}:${account}`, everything);
  const pod = await client.create(Pod, aggregatorPod(namespace, account));
  await client.create(Service, {
    metadata: { name: 'sonobuoy-aggregator', namespace, labels },
    spec: { ports: [{ port: 8080, targetPort: 8080 }], selector: { 'sonobuoy-component': 'aggregator' } },
  });
  return pod;
}

function aggregatorPod(namespace: string, serviceAccountName: string) {
  const labels = { component: 'sonobuoy', 'sonobuoy-component': 'aggregator', tier: 'analysis' };
  return {
    metadata: { name: 'sonobuoy', namespace, labels },
    spec: {
      restartPolicy: 'Never' as const,
      serviceAccountName,
      volumes: [
        { name: 'config', configMap: { name: 'sonobuoy-config-cm' } },
        { name: 'plugins', configMap: { name: 'sonobuoy-plugins-cm' } },
        { name: 'output', emptyDir: {} },
      ],
      containers: [
        {
          name: 'kube-sonobuoy',
          image: 'sonobuoy/sonobuoy:v0.57.5',
          command: ['/sonobuoy'],
          args: ['aggregator', '--no-exit', '--level=info', '-v=4', '--alsologtostderr'],
          env: [{ name: 'SONOBUOY_ADVERTISE_IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } }],
          volumeMounts: [
            { name: 'config', mountPath: '/etc/sonobuoy' },
            { name: 'plugins', mountPath: '/plugins.d' },
            { name: 'output', mountPath: '/tmp/sonobuoy' },
          ],
        },
      ],
    },
  };
}

/** A plugin that runs as one pod. */
export function jobPlugin(name: string, format: string, more: object = {}): object {
  const config = { driver: 'Job', 'plugin-name': name, 'result-format': format, ...more };
  const spec = { name: 'plugin', image: `example.invalid/${name}:v1`, command: ['/run'] };
  return { 'sonobuoy-config': config, spec };
}

/** The status that the aggregator has written, or `undefined`. */
export function runStatus(pod: Pod): RunStatusJson | undefined {
  const text = pod.metadata.annotations?.['sonobuoy.hept.io/status'];
  return text === undefined ? undefined : JSON.parse(text);
}

export interface RunStatusJson {
  readonly status: string;
  readonly plugins: readonly Record<string, unknown>[] | null;
  readonly 'tar-info': { readonly name: string; readonly sha256: string; readonly size: number };
}
