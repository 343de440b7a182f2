/** Labels that Cluster API puts on objects or looks for. */
export const capiLabels = {
  /** The Cluster an object belongs to. Secrets without it are invisible to Cluster API's caches. */
  clusterName: 'cluster.x-k8s.io/cluster-name',
  provider: 'cluster.x-k8s.io/provider',
  watchFilter: 'cluster.x-k8s.io/watch-filter',
  controlPlane: 'cluster.x-k8s.io/control-plane',
  controlPlaneName: 'cluster.x-k8s.io/control-plane-name',
  machineDeploymentName: 'cluster.x-k8s.io/deployment-name',
  machineSetName: 'cluster.x-k8s.io/set-name',
  machinePoolName: 'cluster.x-k8s.io/pool-name',
  interruptible: 'cluster.x-k8s.io/interruptible',
  machineTemplateHash: 'machine-template-hash',
  topologyOwned: 'topology.cluster.x-k8s.io/owned',
  topologyMachineDeployment: 'topology.cluster.x-k8s.io/deployment-name',
  topologyMachinePool: 'topology.cluster.x-k8s.io/pool-name',
  clusterctl: 'clusterctl.cluster.x-k8s.io',
  clusterctlCore: 'clusterctl.cluster.x-k8s.io/core',
  clusterctlMove: 'clusterctl.cluster.x-k8s.io/move',
  clusterctlMoveHierarchy: 'clusterctl.cluster.x-k8s.io/move-hierarchy',
  aggregateToManager: 'cluster.x-k8s.io/aggregate-to-manager',
} as const;
