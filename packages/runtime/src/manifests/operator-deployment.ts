import { type Deployed, labelled, type Manifest, podLabels } from './manifest.ts';

export interface OperatorDeploymentOptions extends Deployed {
  readonly image: string;
  /** Command-line arguments of the container. */
  readonly args: readonly string[];
  readonly replicas: number;
  /** Where `/healthz` and `/readyz` are answered. */
  readonly port: { readonly name: string; readonly number: number; readonly scheme?: 'HTTP' | 'HTTPS' };
  /** How long a pod that ends goes on answering, until all proxies have heard of it. Default: none. */
  readonly drainSeconds?: number;
  /** Secrets as files. Default: none. */
  readonly mounts?: readonly SecretMount[];
  /** How much it may write to `/tmp`, as a quantity: a volume that goes with the pod. Default: it can write nowhere. */
  readonly scratch?: string;
}

export interface SecretMount {
  readonly name: string;
  readonly secretName: string;
  readonly mountPath: string;
}

const nobody = 65532;

/** The Deployment of an operator: nothing it may do that it need not, and none missing while a pod is replaced. */
export function operatorDeployment(options: OperatorDeploymentOptions): Manifest {
  const { name, replicas, mounts = [], scratch } = options;
  const labels = podLabels(name);
  const matching = { matchLabels: labels };
  const hosts = { topologyKey: 'kubernetes.io/hostname', maxSkew: 1, whenUnsatisfiable: 'ScheduleAnyway' };
  const volumes = [
    ...mounts.map((mount) => ({ name: mount.name, secret: { secretName: mount.secretName } })),
    ...(scratch === undefined ? [] : [{ name: 'scratch', emptyDir: { sizeLimit: scratch } }]),
  ];
  const pod = {
    serviceAccountName: name,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: nobody,
      runAsGroup: nobody,
      fsGroup: nobody,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    topologySpreadConstraints: [{ ...hosts, labelSelector: matching }],
    terminationGracePeriodSeconds: 45,
    containers: [container(options)],
    ...(volumes.length > 0 && { volumes }),
  };
  const manifest = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: labelled(options),
    spec: {
      replicas,
      selector: matching,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      template: { metadata: { labels }, spec: pod },
    },
  };
  return manifest;
}

function container({ name, image, args, port, drainSeconds = 0, mounts = [], scratch }: OperatorDeploymentOptions): object {
  const volumeMounts = [
    ...mounts.map((mount) => ({ name: mount.name, mountPath: mount.mountPath, readOnly: true })),
    ...(scratch === undefined ? [] : [{ name: 'scratch', mountPath: '/tmp' }]),
  ];
  const probe = (path: string, periodSeconds: number) => ({
    httpGet: { path, port: port.name, ...(port.scheme && { scheme: port.scheme }) },
    periodSeconds,
    timeoutSeconds: 3,
  });
  return {
    name,
    image,
    args,
    ports: [{ name: port.name, containerPort: port.number }],
    readinessProbe: probe('/readyz', 2),
    livenessProbe: probe('/healthz', 10),
    ...(drainSeconds > 0 && { lifecycle: { preStop: { sleep: { seconds: drainSeconds } } } }),
    resources: { requests: { cpu: '10m', memory: '96Mi' }, limits: { memory: '256Mi' } },
    securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
    ...(volumeMounts.length > 0 && { volumeMounts }),
  };
}
