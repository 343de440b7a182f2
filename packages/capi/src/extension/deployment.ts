import type { Manifest } from '@capstan/runtime';

export interface DeploymentOptions {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly image: string;
  readonly args: readonly string[];
  readonly replicas: number;
  /** A Secret with the serving certificate, to be mounted. */
  readonly mountedSecret: string | undefined;
}

/** Where a certificate of cert-manager is mounted: `certificate: { from: 'files', directory: certificateDirectory }`. */
export const certificateDirectory = '/certificates';

/** The Deployment of an extension: nothing it may do that it need not, and no call lost while a pod is replaced. */
export function deployment(options: DeploymentOptions): Manifest {
  const { name, namespace, labels, replicas, mountedSecret } = options;
  const pod = {
    serviceAccountName: name,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: 65532,
      runAsGroup: 65532,
      fsGroup: 65532,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: 'kubernetes.io/hostname',
        whenUnsatisfiable: 'ScheduleAnyway',
        labelSelector: { matchLabels: labels },
      },
    ],
    terminationGracePeriodSeconds: 45,
    containers: [container(options)],
    ...(mountedSecret !== undefined && { volumes: [{ name: 'certificates', secret: { secretName: mountedSecret } }] }),
  };
  const manifest = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace, labels },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      template: { metadata: { labels }, spec: pod },
    },
  };
  return manifest;
}

function container({ name, image, args, mountedSecret }: DeploymentOptions): object {
  const probe = (path: string, periodSeconds: number) => ({
    httpGet: { path, port: 'hooks', scheme: 'HTTPS' },
    periodSeconds,
    timeoutSeconds: 3,
  });
  return {
    name,
    image,
    args,
    ports: [{ name: 'hooks', containerPort: 9443 }],
    readinessProbe: probe('/readyz', 2),
    livenessProbe: probe('/healthz', 10),
    // A pod that ends is still called until all proxies have heard of it.
    lifecycle: { preStop: { sleep: { seconds: 5 } } },
    resources: { requests: { cpu: '10m', memory: '96Mi' }, limits: { memory: '256Mi' } },
    securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
    ...(mountedSecret !== undefined && {
      volumeMounts: [{ name: 'certificates', mountPath: certificateDirectory, readOnly: true }],
    }),
  };
}
