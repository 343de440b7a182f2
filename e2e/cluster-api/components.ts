/** A part of Cluster API: a folder of manifests and, but for clusterctl's inventory, a manager. */
export interface Component {
  /** Its folder of manifests. */
  readonly name: string;
  /** What `clusterctl init` would call it. */
  readonly provider: string;
  readonly inventory: { readonly namespace: string; readonly providerName: string; readonly type: string };
  readonly manager: {
    readonly program: string;
    readonly featureGates: readonly string[];
    /** On top of {@link featureGates} when updates in place are asked for. */
    readonly inPlaceGates?: readonly string[];
    readonly env?: Readonly<Record<string, string>>;
  };
}

/** Where in-memory workload clusters listen, from port 20000 on. */
const workloadAddress = '127.0.0.1';

export const components: readonly Component[] = [
  {
    name: 'core',
    provider: 'cluster-api',
    inventory: { namespace: 'capi-system', providerName: 'cluster-api', type: 'CoreProvider' },
    manager: {
      program: 'capi-core',
      featureGates: ['ClusterTopology', 'RuntimeSDK', 'MachinePool'],
      inPlaceGates: ['InPlaceUpdates'],
    },
  },
  {
    name: 'bootstrap',
    provider: 'bootstrap-kubeadm',
    inventory: { namespace: 'capi-kubeadm-bootstrap-system', providerName: 'kubeadm', type: 'BootstrapProvider' },
    manager: { program: 'capi-kubeadm-bootstrap', featureGates: ['MachinePool'] },
  },
  {
    name: 'control-plane',
    provider: 'control-plane-kubeadm',
    inventory: { namespace: 'capi-kubeadm-control-plane-system', providerName: 'kubeadm', type: 'ControlPlaneProvider' },
    manager: {
      program: 'capi-kubeadm-control-plane',
      featureGates: ['ClusterTopology', 'MachinePool'],
      inPlaceGates: ['RuntimeSDK', 'InPlaceUpdates'],
    },
  },
  {
    name: 'infrastructure',
    provider: 'infrastructure-docker',
    inventory: { namespace: 'capd-system', providerName: 'docker', type: 'InfrastructureProvider' },
    manager: {
      program: 'capi-docker-provider',
      featureGates: ['ClusterTopology', 'MachinePool'],
      env: { POD_IP: workloadAddress },
    },
  },
];
