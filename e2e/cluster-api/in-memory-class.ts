import type { ClusterClass } from '@capstan/capi';
import type { InputOf } from '@capstan/schema';
import type { Manifest } from './apply-manifests.ts';

type ClassSpec = InputOf<typeof ClusterClass>['spec'];

export interface InMemoryClassOptions {
  readonly name: string;
  readonly namespace: string;
  /** What clusters of the class may be upgraded through, oldest first. Leave it out where an extension plans upgrades. */
  readonly kubernetesVersions?: readonly string[];
  /** External patches: handlers by name, as `generatepatches.lifecycle-sample`. Default: none. */
  readonly patches?: ClassSpec['patches'];
  /** Handler that plans upgrades. Default: none. */
  readonly upgrade?: ClassSpec['upgrade'];
}

const infrastructure = 'infrastructure.cluster.x-k8s.io/v1beta2';
const controlPlane = 'controlplane.cluster.x-k8s.io/v1beta2';
const bootstrap = 'bootstrap.cluster.x-k8s.io/v1beta2';

/** The class of worker machines that clusters of {@link inMemoryClass} have. */
export const workerClass = 'default-worker';

/** A ClusterClass and its templates whose machines exist in the infrastructure provider's memory, and start in a second. */
export function inMemoryClass(options: InMemoryClassOptions): Manifest[] {
  const { name, namespace } = options;
  const template = (apiVersion: string, kind: string, suffix: string, spec: object) => ({
    apiVersion,
    kind,
    metadata: { name: `${name}-${suffix}`, namespace },
    spec: { template: { spec } },
  });
  return [
    template(infrastructure, 'DevClusterTemplate', 'cluster', { backend: { inMemory: {} } }),
    template(controlPlane, 'KubeadmControlPlaneTemplate', 'control-plane', { kubeadmConfigSpec: kubeadm }),
    template(infrastructure, 'DevMachineTemplate', 'control-plane', { backend: { inMemory: quickMachine } }),
    template(infrastructure, 'DevMachineTemplate', 'worker', { backend: { inMemory: quickMachine } }),
    template(bootstrap, 'KubeadmConfigTemplate', 'worker', { joinConfiguration: { nodeRegistration } }),
    {
      apiVersion: 'cluster.x-k8s.io/v1beta2',
      kind: 'ClusterClass',
      metadata: { name, namespace },
      spec: classSpec(options),
    } as Manifest, // so that the literal may have a spec
  ];
}

function classSpec({ name, kubernetesVersions, patches, upgrade }: InMemoryClassOptions): ClassSpec {
  const ref = (apiVersion: string, kind: string, suffix: string) => ({
    templateRef: { apiVersion, kind, name: `${name}-${suffix}` },
  });
  return {
    infrastructure: ref(infrastructure, 'DevClusterTemplate', 'cluster'),
    controlPlane: {
      ...ref(controlPlane, 'KubeadmControlPlaneTemplate', 'control-plane'),
      machineInfrastructure: ref(infrastructure, 'DevMachineTemplate', 'control-plane'),
    },
    workers: {
      machineDeployments: [
        {
          class: workerClass,
          bootstrap: ref(bootstrap, 'KubeadmConfigTemplate', 'worker'),
          infrastructure: ref(infrastructure, 'DevMachineTemplate', 'worker'),
        },
      ],
    },
    ...(kubernetesVersions && { kubernetesVersions: [...kubernetesVersions] }),
    ...(patches && { patches }),
    ...(upgrade && { upgrade }),
  };
}

const second = { provisioning: { startupDuration: '1s', startupJitter: '0.2' } };

const quickMachine = { vm: second, node: second, apiServer: second, etcd: second };

const nodeRegistration = { criSocket: 'unix:///var/run/containerd/containerd.sock' };

const kubeadm = {
  clusterConfiguration: { apiServer: { certSANs: ['localhost', '127.0.0.1'] } },
  initConfiguration: { nodeRegistration },
  joinConfiguration: { nodeRegistration },
};
