/** Annotations that Cluster API puts on objects or obeys. */
export const capiAnnotations = {
  paused: 'cluster.x-k8s.io/paused',
  managedBy: 'cluster.x-k8s.io/managed-by',
  replicasManagedBy: 'cluster.x-k8s.io/replicas-managed-by',
  clonedFromName: 'cluster.x-k8s.io/cloned-from-name',
  clonedFromGroupKind: 'cluster.x-k8s.io/cloned-from-groupkind',
  deleteMachine: 'cluster.x-k8s.io/delete-machine',
  disableMachineCreate: 'cluster.x-k8s.io/disable-machine-create',
  skipRemediation: 'cluster.x-k8s.io/skip-remediation',
  remediateMachine: 'cluster.x-k8s.io/remediate-machine',
  excludeNodeDraining: 'machine.cluster.x-k8s.io/exclude-node-draining',
  excludeVolumeDetachWait: 'machine.cluster.x-k8s.io/exclude-wait-for-node-volume-detach',
  certificatesExpiry: 'machine.cluster.x-k8s.io/certificates-expiry',
  skipPreflightChecks: 'machineset.cluster.x-k8s.io/skip-preflight-checks',
  revision: 'machinedeployment.clusters.x-k8s.io/revision',
  conversionData: 'cluster.x-k8s.io/conversion-data',
  /** On a Node: the Cluster and Machine it belongs to. */
  nodeCluster: 'cluster.x-k8s.io/cluster-name',
  nodeClusterNamespace: 'cluster.x-k8s.io/cluster-namespace',
  nodeMachine: 'cluster.x-k8s.io/machine',
  deferUpgrade: 'topology.cluster.x-k8s.io/defer-upgrade',
  holdUpgradeSequence: 'topology.cluster.x-k8s.io/hold-upgrade-sequence',
  upgradeConcurrency: 'topology.cluster.x-k8s.io/upgrade-concurrency',
  topologyDryRun: 'topology.cluster.x-k8s.io/dry-run',
  /** The step of an upgrade that is under way. */
  upgradeStep: 'topology.internal.cluster.x-k8s.io/upgrade-step',
  disableVersionCheck: 'unsafe.topology.cluster.x-k8s.io/disable-update-version-check',
  disableClassNameCheck: 'unsafe.topology.cluster.x-k8s.io/disable-update-class-name-check',
  /** Hooks of the object's life that are still owed, sorted, with commas. */
  pendingHooks: 'runtime.cluster.x-k8s.io/pending-hooks',
  okToDelete: 'runtime.cluster.x-k8s.io/ok-to-delete',
  /** On an ExtensionConfig: the Secret, as `namespace/name`, whose `ca.crt` becomes its `caBundle`. */
  injectCaFromSecret: 'runtime.cluster.x-k8s.io/inject-ca-from-secret',
  updateInProgress: 'in-place-updates.internal.cluster.x-k8s.io/update-in-progress',
  blockMove: 'clusterctl.cluster.x-k8s.io/block-move',
  deleteForMove: 'clusterctl.cluster.x-k8s.io/delete-for-move',
} as const;

/** Any annotation with this before the slash holds something back. */
export const capiHookPrefixes = {
  /** On a Cluster: its upgrade does not start. */
  beforeUpgrade: 'before-upgrade.hook.cluster.cluster.x-k8s.io',
  /** On a Machine: its node is not drained. */
  preDrain: 'pre-drain.delete.hook.machine.cluster.x-k8s.io',
  /** On a Machine: its infrastructure is not deleted. */
  preTerminate: 'pre-terminate.delete.hook.machine.cluster.x-k8s.io',
} as const;

/** Finalizers of Cluster API's own controllers. */
export const capiFinalizers = {
  cluster: 'cluster.cluster.x-k8s.io',
  machine: 'machine.cluster.x-k8s.io',
  machineSet: 'cluster.x-k8s.io/machineset',
  machineDeployment: 'cluster.x-k8s.io/machinedeployment',
  machineSetTopology: 'machineset.topology.cluster.x-k8s.io',
  machineDeploymentTopology: 'machinedeployment.topology.cluster.x-k8s.io',
} as const;
