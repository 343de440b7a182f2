// Generated from the CustomResourceDefinitions of Cluster API by scripts/generate; do not edit.
import type { Condition, JsonValue, ObjectMeta, StructuredLabelSelector } from '@capstan/schema';

export interface Cluster {
  readonly apiVersion: 'cluster.x-k8s.io/v1beta1';
  readonly kind: 'Cluster';
  readonly metadata: ObjectMeta;
  readonly spec?: ClusterSpec | undefined;
  readonly status?: ClusterStatus | undefined;
}

export interface ClusterClass {
  readonly apiVersion: 'cluster.x-k8s.io/v1beta1';
  readonly kind: 'ClusterClass';
  readonly metadata: ObjectMeta;
  readonly spec?: ClusterClassSpec | undefined;
  readonly status?: ClusterClassStatus | undefined;
}

export interface ClusterClassSpec {
  readonly availabilityGates?: readonly MachineSpecReadinessGate[] | undefined;
  readonly controlPlane?: ClusterClassSpecControlPlane | undefined;
  readonly infrastructure?: { readonly ref: MachineStatusNodeRef } | undefined;
  readonly infrastructureNamingStrategy?: { readonly template?: string | undefined } | undefined;
  readonly kubernetesVersions?: readonly string[] | undefined;
  readonly patches?: readonly ClusterClassSpecPatch[] | undefined;
  readonly upgrade?: { readonly external?: { readonly generateUpgradePlanExtension?: string | undefined } | undefined } | undefined;
  readonly variables?: readonly ClusterClassSpecVariable[] | undefined;
  readonly workers?: ClusterClassSpecWorkers | undefined;
}

export interface ClusterClassSpecControlPlane {
  readonly machineHealthCheck?: ClusterClassSpecControlPlaneMachineHealthCheck | undefined;
  readonly machineInfrastructure?: { readonly ref: MachineStatusNodeRef } | undefined;
  readonly metadata?: MachineSetSpecTemplateMetadata | undefined;
  readonly namingStrategy?: { readonly template?: string | undefined } | undefined;
  readonly nodeDeletionTimeout?: string | undefined;
  readonly nodeDrainTimeout?: string | undefined;
  readonly nodeVolumeDetachTimeout?: string | undefined;
  readonly readinessGates?: readonly MachineSpecReadinessGate[] | undefined;
  readonly ref: MachineStatusNodeRef;
  readonly taints?: readonly MachineSpecTaint[] | undefined;
}

export interface ClusterClassSpecControlPlaneMachineHealthCheck {
  readonly maxUnhealthy?: number | string | undefined;
  readonly nodeStartupTimeout?: string | undefined;
  readonly remediationTemplate?: MachineStatusNodeRef | undefined;
  readonly unhealthyConditions?: readonly MachineHealthCheckSpecUnhealthyCondition[] | undefined;
  readonly unhealthyMachineConditions?: readonly MachineHealthCheckSpecUnhealthyMachineCondition[] | undefined;
  readonly unhealthyRange?: string | undefined;
}

export interface ClusterClassSpecPatch {
  readonly definitions?: readonly ClusterClassSpecPatchDefinition[] | undefined;
  readonly description?: string | undefined;
  readonly enabledIf?: string | undefined;
  readonly external?: ClusterClassSpecPatchExternal | undefined;
  readonly name: string;
}

export interface ClusterClassSpecPatchDefinition {
  readonly jsonPatches: readonly ClusterClassSpecPatchDefinitionJsonPatch[];
  readonly selector: ClusterClassSpecPatchDefinitionSelector;
}

export interface ClusterClassSpecPatchDefinitionJsonPatch {
  readonly op: 'add' | 'replace' | 'remove';
  readonly path: string;
  readonly value?: JsonValue | undefined;
  readonly valueFrom?: ClusterClassSpecPatchDefinitionJsonPatchValueFrom | undefined;
}

export interface ClusterClassSpecPatchDefinitionJsonPatchValueFrom {
  readonly template?: string | undefined;
  readonly variable?: string | undefined;
}

export interface ClusterClassSpecPatchDefinitionSelector {
  readonly apiVersion: string;
  readonly kind: string;
  readonly matchResources: ClusterClassSpecPatchDefinitionSelectorMatchResources;
}

export interface ClusterClassSpecPatchDefinitionSelectorMatchResources {
  readonly controlPlane?: boolean | undefined;
  readonly infrastructureCluster?: boolean | undefined;
  readonly machineDeploymentClass?: { readonly names?: readonly string[] | undefined } | undefined;
  readonly machinePoolClass?: { readonly names?: readonly string[] | undefined } | undefined;
}

export interface ClusterClassSpecPatchExternal {
  readonly discoverVariablesExtension?: string | undefined;
  readonly generateExtension?: string | undefined;
  readonly settings?: { readonly [key: string]: string } | undefined;
  readonly validateExtension?: string | undefined;
}

export interface ClusterClassSpecVariable {
  readonly metadata?: MachineSetSpecTemplateMetadata | undefined;
  readonly name: string;
  readonly required: boolean;
  readonly schema: { readonly openAPIV3Schema: ClusterClassSpecVariableSchemaOpenAPIV3Schema };
}

export interface ClusterClassSpecVariableSchemaOpenAPIV3Schema {
  readonly additionalProperties?: JsonValue | undefined;
  readonly allOf?: JsonValue | undefined;
  readonly anyOf?: JsonValue | undefined;
  readonly default?: JsonValue | undefined;
  readonly description?: string | undefined;
  readonly enum?: readonly JsonValue[] | undefined;
  readonly example?: JsonValue | undefined;
  readonly exclusiveMaximum?: boolean | undefined;
  readonly exclusiveMinimum?: boolean | undefined;
  readonly format?: string | undefined;
  readonly items?: JsonValue | undefined;
  readonly maxItems?: number | undefined;
  readonly maxLength?: number | undefined;
  readonly maxProperties?: number | undefined;
  readonly maximum?: number | undefined;
  readonly minItems?: number | undefined;
  readonly minLength?: number | undefined;
  readonly minProperties?: number | undefined;
  readonly minimum?: number | undefined;
  readonly not?: JsonValue | undefined;
  readonly oneOf?: JsonValue | undefined;
  readonly pattern?: string | undefined;
  readonly properties?: JsonValue | undefined;
  readonly required?: readonly string[] | undefined;
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean' | undefined;
  readonly uniqueItems?: boolean | undefined;
  readonly 'x-kubernetes-int-or-string'?: boolean | undefined;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean | undefined;
  readonly 'x-kubernetes-validations'?: readonly ClusterClassSpecVariableSchemaOpenAPIV3SchemaXKubernetesValidation[] | undefined;
  readonly 'x-metadata'?: MachineSetSpecTemplateMetadata | undefined;
}

export interface ClusterClassSpecVariableSchemaOpenAPIV3SchemaXKubernetesValidation {
  readonly fieldPath?: string | undefined;
  readonly message?: string | undefined;
  readonly messageExpression?: string | undefined;
  readonly reason?: 'FieldValueInvalid' | 'FieldValueForbidden' | 'FieldValueRequired' | 'FieldValueDuplicate' | undefined;
  readonly rule: string;
}

export interface ClusterClassSpecWorkers {
  readonly machineDeployments?: readonly ClusterClassSpecWorkersMachineDeployment[] | undefined;
  readonly machinePools?: readonly ClusterClassSpecWorkersMachinePool[] | undefined;
}

export interface ClusterClassSpecWorkersMachineDeployment {
  readonly class: string;
  readonly failureDomain?: string | undefined;
  readonly machineHealthCheck?: ClusterClassSpecControlPlaneMachineHealthCheck | undefined;
  readonly minReadySeconds?: number | undefined;
  readonly namingStrategy?: { readonly template?: string | undefined } | undefined;
  readonly nodeDeletionTimeout?: string | undefined;
  readonly nodeDrainTimeout?: string | undefined;
  readonly nodeVolumeDetachTimeout?: string | undefined;
  readonly readinessGates?: readonly MachineSpecReadinessGate[] | undefined;
  readonly strategy?: MachineDeploymentSpecStrategy | undefined;
  readonly taints?: readonly MachineSpecTaint[] | undefined;
  readonly template: ClusterClassSpecWorkersMachinePoolTemplate;
}

export interface ClusterClassSpecWorkersMachinePool {
  readonly class: string;
  readonly failureDomains?: readonly string[] | undefined;
  readonly minReadySeconds?: number | undefined;
  readonly namingStrategy?: { readonly template?: string | undefined } | undefined;
  readonly nodeDeletionTimeout?: string | undefined;
  readonly nodeDrainTimeout?: string | undefined;
  readonly nodeVolumeDetachTimeout?: string | undefined;
  readonly taints?: readonly MachineSpecTaint[] | undefined;
  readonly template: ClusterClassSpecWorkersMachinePoolTemplate;
}

export interface ClusterClassSpecWorkersMachinePoolTemplate {
  readonly bootstrap: { readonly ref: MachineStatusNodeRef };
  readonly infrastructure: { readonly ref: MachineStatusNodeRef };
  readonly metadata?: MachineSetSpecTemplateMetadata | undefined;
}

export interface ClusterClassStatus {
  readonly conditions?: readonly ClusterStatusCondition[] | undefined;
  readonly observedGeneration?: number | undefined;
  readonly v1beta2?: { readonly conditions?: readonly Condition[] | undefined } | undefined;
  readonly variables?: readonly ClusterClassStatusVariable[] | undefined;
}

export interface ClusterClassStatusVariable {
  readonly definitions: readonly ClusterClassStatusVariableDefinition[];
  readonly definitionsConflict?: boolean | undefined;
  readonly name: string;
}

export interface ClusterClassStatusVariableDefinition {
  readonly from: string;
  readonly metadata?: MachineSetSpecTemplateMetadata | undefined;
  readonly required: boolean;
  readonly schema: { readonly openAPIV3Schema: ClusterClassSpecVariableSchemaOpenAPIV3Schema };
}

export interface ClusterSpec {
  readonly availabilityGates?: readonly MachineSpecReadinessGate[] | undefined;
  readonly clusterNetwork?: ClusterSpecClusterNetwork | undefined;
  readonly controlPlaneEndpoint?: ClusterSpecControlPlaneEndpoint | undefined;
  readonly controlPlaneRef?: MachineStatusNodeRef | undefined;
  readonly infrastructureRef?: MachineStatusNodeRef | undefined;
  readonly paused?: boolean | undefined;
  readonly topology?: ClusterSpecTopology | undefined;
}

export interface ClusterSpecClusterNetwork {
  readonly apiServerPort?: number | undefined;
  readonly pods?: { readonly cidrBlocks: readonly string[] } | undefined;
  readonly serviceDomain?: string | undefined;
  readonly services?: { readonly cidrBlocks: readonly string[] } | undefined;
}

export interface ClusterSpecControlPlaneEndpoint {
  readonly host?: string | undefined;
  readonly port?: number | undefined;
}

export interface ClusterSpecTopology {
  readonly class: string;
  readonly classNamespace?: string | undefined;
  readonly controlPlane?: ClusterSpecTopologyControlPlane | undefined;
  readonly rolloutAfter?: string | undefined;
  readonly variables?: readonly ClusterSpecTopologyVariable[] | undefined;
  readonly version: string;
  readonly workers?: ClusterSpecTopologyWorkers | undefined;
}

export interface ClusterSpecTopologyControlPlane {
  readonly machineHealthCheck?: ClusterSpecTopologyControlPlaneMachineHealthCheck | undefined;
  readonly metadata?: MachineSetSpecTemplateMetadata | undefined;
  readonly nodeDeletionTimeout?: string | undefined;
  readonly nodeDrainTimeout?: string | undefined;
  readonly nodeVolumeDetachTimeout?: string | undefined;
  readonly readinessGates?: readonly MachineSpecReadinessGate[] | undefined;
  readonly replicas?: number | undefined;
  readonly rollout?: { readonly after?: string | undefined } | undefined;
  readonly taints?: readonly MachineSpecTaint[] | undefined;
  readonly variables?: { readonly overrides?: readonly ClusterSpecTopologyVariable[] | undefined } | undefined;
}

export interface ClusterSpecTopologyControlPlaneMachineHealthCheck {
  readonly enable?: boolean | undefined;
  readonly maxUnhealthy?: number | string | undefined;
  readonly nodeStartupTimeout?: string | undefined;
  readonly remediationTemplate?: MachineStatusNodeRef | undefined;
  readonly unhealthyConditions?: readonly MachineHealthCheckSpecUnhealthyCondition[] | undefined;
  readonly unhealthyMachineConditions?: readonly MachineHealthCheckSpecUnhealthyMachineCondition[] | undefined;
  readonly unhealthyRange?: string | undefined;
}

export interface ClusterSpecTopologyVariable {
  readonly definitionFrom?: string | undefined;
  readonly name: string;
  readonly value: JsonValue;
}

export interface ClusterSpecTopologyWorkers {
  readonly machineDeployments?: readonly ClusterSpecTopologyWorkersMachineDeployment[] | undefined;
  readonly machinePools?: readonly ClusterSpecTopologyWorkersMachinePool[] | undefined;
}

export interface ClusterSpecTopologyWorkersMachineDeployment {
  readonly class: string;
  readonly failureDomain?: string | undefined;
  readonly machineHealthCheck?: ClusterSpecTopologyControlPlaneMachineHealthCheck | undefined;
  readonly metadata?: MachineSetSpecTemplateMetadata | undefined;
  readonly minReadySeconds?: number | undefined;
  readonly name: string;
  readonly nodeDeletionTimeout?: string | undefined;
  readonly nodeDrainTimeout?: string | undefined;
  readonly nodeVolumeDetachTimeout?: string | undefined;
  readonly readinessGates?: readonly MachineSpecReadinessGate[] | undefined;
  readonly replicas?: number | undefined;
  readonly rollout?: { readonly after?: string | undefined } | undefined;
  readonly strategy?: MachineDeploymentSpecStrategy | undefined;
  readonly taints?: readonly MachineSpecTaint[] | undefined;
  readonly variables?: { readonly overrides?: readonly ClusterSpecTopologyVariable[] | undefined } | undefined;
}

export interface ClusterSpecTopologyWorkersMachinePool {
  readonly class: string;
  readonly failureDomains?: readonly string[] | undefined;
  readonly metadata?: MachineSetSpecTemplateMetadata | undefined;
  readonly minReadySeconds?: number | undefined;
  readonly name: string;
  readonly nodeDeletionTimeout?: string | undefined;
  readonly nodeDrainTimeout?: string | undefined;
  readonly nodeVolumeDetachTimeout?: string | undefined;
  readonly replicas?: number | undefined;
  readonly taints?: readonly MachineSpecTaint[] | undefined;
  readonly variables?: { readonly overrides?: readonly ClusterSpecTopologyVariable[] | undefined } | undefined;
}

export interface ClusterStatus {
  readonly conditions?: readonly ClusterStatusCondition[] | undefined;
  readonly controlPlaneReady?: boolean | undefined;
  readonly failureDomains?: { readonly [key: string]: ClusterStatusFailureDomain } | undefined;
  readonly failureMessage?: string | undefined;
  readonly failureReason?: string | undefined;
  readonly infrastructureReady?: boolean | undefined;
  readonly observedGeneration?: number | undefined;
  readonly phase?: 'Pending' | 'Provisioning' | 'Provisioned' | 'Deleting' | 'Failed' | 'Unknown' | undefined;
  readonly v1beta2?: ClusterStatusV1beta2 | undefined;
}

export interface ClusterStatusCondition {
  readonly lastTransitionTime: string;
  readonly message?: string | undefined;
  readonly reason?: string | undefined;
  readonly severity?: string | undefined;
  readonly status: string;
  readonly type: string;
}

export interface ClusterStatusFailureDomain {
  readonly attributes?: { readonly [key: string]: string } | undefined;
  readonly controlPlane?: boolean | undefined;
}

export interface ClusterStatusV1beta2 {
  readonly conditions?: readonly Condition[] | undefined;
  readonly controlPlane?: ClusterStatusV1beta2Workers | undefined;
  readonly workers?: ClusterStatusV1beta2Workers | undefined;
}

export interface ClusterStatusV1beta2Workers {
  readonly availableReplicas?: number | undefined;
  readonly desiredReplicas?: number | undefined;
  readonly readyReplicas?: number | undefined;
  readonly replicas?: number | undefined;
  readonly upToDateReplicas?: number | undefined;
  readonly upgradePlan?: readonly ({ readonly version: string })[] | undefined;
  readonly versions?: readonly MachineSetStatusVersion[] | undefined;
}

export interface Machine {
  readonly apiVersion: 'cluster.x-k8s.io/v1beta1';
  readonly kind: 'Machine';
  readonly metadata: ObjectMeta;
  readonly spec?: MachineSpec | undefined;
  readonly status?: MachineStatus | undefined;
}

export interface MachineDeployment {
  readonly apiVersion: 'cluster.x-k8s.io/v1beta1';
  readonly kind: 'MachineDeployment';
  readonly metadata: ObjectMeta;
  readonly spec?: MachineDeploymentSpec | undefined;
  readonly status?: MachineDeploymentStatus | undefined;
}

export interface MachineDeploymentSpec {
  readonly clusterName: string;
  readonly machineNamingStrategy?: { readonly template?: string | undefined } | undefined;
  readonly minReadySeconds?: number | undefined;
  readonly paused?: boolean | undefined;
  readonly progressDeadlineSeconds?: number | undefined;
  readonly replicas?: number | undefined;
  readonly revisionHistoryLimit?: number | undefined;
  readonly rolloutAfter?: string | undefined;
  readonly selector: StructuredLabelSelector;
  readonly strategy?: MachineDeploymentSpecStrategy | undefined;
  readonly template: MachineSetSpecTemplate;
}

export interface MachineDeploymentSpecStrategy {
  readonly remediation?: { readonly maxInFlight?: number | string | undefined } | undefined;
  readonly rollingUpdate?: MachineDeploymentSpecStrategyRollingUpdate | undefined;
  readonly type?: 'RollingUpdate' | 'OnDelete' | undefined;
}

export interface MachineDeploymentSpecStrategyRollingUpdate {
  readonly deletePolicy?: 'Random' | 'Newest' | 'Oldest' | undefined;
  readonly maxSurge?: number | string | undefined;
  readonly maxUnavailable?: number | string | undefined;
}

export interface MachineDeploymentStatus {
  readonly availableReplicas?: number | undefined;
  readonly conditions?: readonly ClusterStatusCondition[] | undefined;
  readonly observedGeneration?: number | undefined;
  readonly phase?: 'ScalingUp' | 'ScalingDown' | 'Running' | 'Failed' | 'Unknown' | undefined;
  readonly readyReplicas?: number | undefined;
  readonly replicas?: number | undefined;
  readonly selector?: string | undefined;
  readonly unavailableReplicas?: number | undefined;
  readonly updatedReplicas?: number | undefined;
  readonly v1beta2?: MachineSetStatusV1beta2 | undefined;
  readonly versions?: readonly MachineSetStatusVersion[] | undefined;
}

export interface MachineDrainRule {
  readonly apiVersion: 'cluster.x-k8s.io/v1beta1';
  readonly kind: 'MachineDrainRule';
  readonly metadata: ObjectMeta;
  readonly spec: MachineDrainRuleSpec;
}

export interface MachineDrainRuleSpec {
  readonly drain: MachineDrainRuleSpecDrain;
  readonly machines?: readonly MachineDrainRuleSpecMachine[] | undefined;
  readonly pods?: readonly MachineDrainRuleSpecPod[] | undefined;
}

export interface MachineDrainRuleSpecDrain {
  readonly behavior: 'Drain' | 'Skip' | 'WaitCompleted';
  readonly order?: number | undefined;
}

export interface MachineDrainRuleSpecMachine {
  readonly clusterSelector?: StructuredLabelSelector | undefined;
  readonly selector?: StructuredLabelSelector | undefined;
}

export interface MachineDrainRuleSpecPod {
  readonly namespaceSelector?: StructuredLabelSelector | undefined;
  readonly selector?: StructuredLabelSelector | undefined;
}

export interface MachineHealthCheck {
  readonly apiVersion: 'cluster.x-k8s.io/v1beta1';
  readonly kind: 'MachineHealthCheck';
  readonly metadata: ObjectMeta;
  readonly spec?: MachineHealthCheckSpec | undefined;
  readonly status?: MachineHealthCheckStatus | undefined;
}

export interface MachineHealthCheckSpec {
  readonly clusterName: string;
  readonly maxUnhealthy?: number | string | undefined;
  readonly nodeStartupTimeout?: string | undefined;
  readonly remediationTemplate?: MachineStatusNodeRef | undefined;
  readonly selector: StructuredLabelSelector;
  readonly unhealthyConditions?: readonly MachineHealthCheckSpecUnhealthyCondition[] | undefined;
  readonly unhealthyMachineConditions?: readonly MachineHealthCheckSpecUnhealthyMachineCondition[] | undefined;
  readonly unhealthyRange?: string | undefined;
}

export interface MachineHealthCheckSpecUnhealthyCondition {
  readonly status: string;
  readonly timeout: string;
  readonly type: string;
}

export interface MachineHealthCheckSpecUnhealthyMachineCondition {
  readonly status: 'True' | 'False' | 'Unknown';
  readonly timeout: string;
  readonly type: string;
}

export interface MachineHealthCheckStatus {
  readonly conditions?: readonly ClusterStatusCondition[] | undefined;
  readonly currentHealthy?: number | undefined;
  readonly expectedMachines?: number | undefined;
  readonly observedGeneration?: number | undefined;
  readonly remediationsAllowed?: number | undefined;
  readonly targets?: readonly string[] | undefined;
  readonly v1beta2?: { readonly conditions?: readonly Condition[] | undefined } | undefined;
}

export interface MachinePool {
  readonly apiVersion: 'cluster.x-k8s.io/v1beta1';
  readonly kind: 'MachinePool';
  readonly metadata: ObjectMeta;
  readonly spec?: MachinePoolSpec | undefined;
  readonly status?: MachinePoolStatus | undefined;
}

export interface MachinePoolSpec {
  readonly clusterName: string;
  readonly failureDomains?: readonly string[] | undefined;
  readonly minReadySeconds?: number | undefined;
  readonly providerIDList?: readonly string[] | undefined;
  readonly replicas?: number | undefined;
  readonly template: MachineSetSpecTemplate;
}

export interface MachinePoolStatus {
  readonly availableReplicas?: number | undefined;
  readonly bootstrapReady?: boolean | undefined;
  readonly conditions?: readonly ClusterStatusCondition[] | undefined;
  readonly failureMessage?: string | undefined;
  readonly failureReason?: string | undefined;
  readonly infrastructureReady?: boolean | undefined;
  readonly nodeRefs?: readonly MachineStatusNodeRef[] | undefined;
  readonly observedGeneration?: number | undefined;
  readonly phase?: 'Pending' | 'Provisioning' | 'Provisioned' | 'Running' | 'ScalingUp' | 'ScalingDown' | 'Scaling' | 'Deleting' | 'Failed' | 'Unknown' | undefined;
  readonly readyReplicas?: number | undefined;
  readonly replicas?: number | undefined;
  readonly unavailableReplicas?: number | undefined;
  readonly v1beta2?: MachineSetStatusV1beta2 | undefined;
  readonly versions?: readonly MachineSetStatusVersion[] | undefined;
}

export interface MachineSet {
  readonly apiVersion: 'cluster.x-k8s.io/v1beta1';
  readonly kind: 'MachineSet';
  readonly metadata: ObjectMeta;
  readonly spec?: MachineSetSpec | undefined;
  readonly status?: MachineSetStatus | undefined;
}

export interface MachineSetSpec {
  readonly clusterName: string;
  readonly deletePolicy?: 'Random' | 'Newest' | 'Oldest' | undefined;
  readonly machineNamingStrategy?: { readonly template?: string | undefined } | undefined;
  readonly minReadySeconds?: number | undefined;
  readonly replicas?: number | undefined;
  readonly selector: StructuredLabelSelector;
  readonly template?: MachineSetSpecTemplate | undefined;
}

export interface MachineSetSpecTemplate {
  readonly metadata?: MachineSetSpecTemplateMetadata | undefined;
  readonly spec?: MachineSpec | undefined;
}

export interface MachineSetSpecTemplateMetadata {
  readonly annotations?: { readonly [key: string]: string } | undefined;
  readonly labels?: { readonly [key: string]: string } | undefined;
}

export interface MachineSetStatus {
  readonly availableReplicas?: number | undefined;
  readonly conditions?: readonly ClusterStatusCondition[] | undefined;
  readonly failureMessage?: string | undefined;
  readonly failureReason?: string | undefined;
  readonly fullyLabeledReplicas?: number | undefined;
  readonly observedGeneration?: number | undefined;
  readonly readyReplicas?: number | undefined;
  readonly replicas?: number | undefined;
  readonly selector?: string | undefined;
  readonly v1beta2?: MachineSetStatusV1beta2 | undefined;
  readonly versions?: readonly MachineSetStatusVersion[] | undefined;
}

export interface MachineSetStatusV1beta2 {
  readonly availableReplicas?: number | undefined;
  readonly conditions?: readonly Condition[] | undefined;
  readonly readyReplicas?: number | undefined;
  readonly upToDateReplicas?: number | undefined;
}

export interface MachineSetStatusVersion {
  readonly replicas?: number | undefined;
  readonly version: string;
}

export interface MachineSpec {
  readonly bootstrap: MachineSpecBootstrap;
  readonly clusterName: string;
  readonly failureDomain?: string | undefined;
  readonly infrastructureRef: MachineStatusNodeRef;
  readonly nodeDeletionTimeout?: string | undefined;
  readonly nodeDrainTimeout?: string | undefined;
  readonly nodeVolumeDetachTimeout?: string | undefined;
  readonly providerID?: string | undefined;
  readonly readinessGates?: readonly MachineSpecReadinessGate[] | undefined;
  readonly taints?: readonly MachineSpecTaint[] | undefined;
  readonly version?: string | undefined;
}

export interface MachineSpecBootstrap {
  readonly configRef?: MachineStatusNodeRef | undefined;
  readonly dataSecretName?: string | undefined;
}

export interface MachineSpecReadinessGate {
  readonly conditionType: string;
  readonly polarity?: 'Positive' | 'Negative' | undefined;
}

export interface MachineSpecTaint {
  readonly effect: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
  readonly key: string;
  readonly propagation: 'Always' | 'OnInitialization';
  readonly value?: string | undefined;
}

export interface MachineStatus {
  readonly addresses?: readonly MachineStatusAddress[] | undefined;
  readonly bootstrapReady?: boolean | undefined;
  readonly certificatesExpiryDate?: string | undefined;
  readonly conditions?: readonly ClusterStatusCondition[] | undefined;
  readonly deletion?: MachineStatusDeletion | undefined;
  readonly failureMessage?: string | undefined;
  readonly failureReason?: string | undefined;
  readonly infrastructureReady?: boolean | undefined;
  readonly lastUpdated?: string | undefined;
  readonly nodeInfo?: MachineStatusNodeInfo | undefined;
  readonly nodeRef?: MachineStatusNodeRef | undefined;
  readonly observedGeneration?: number | undefined;
  readonly phase?: 'Pending' | 'Provisioning' | 'Provisioned' | 'Running' | 'Deleting' | 'Deleted' | 'Failed' | 'Unknown' | undefined;
  readonly v1beta2?: { readonly conditions?: readonly Condition[] | undefined } | undefined;
}

export interface MachineStatusAddress {
  readonly address: string;
  readonly type: 'Hostname' | 'ExternalIP' | 'InternalIP' | 'ExternalDNS' | 'InternalDNS';
}

export interface MachineStatusDeletion {
  readonly nodeDrainStartTime?: string | undefined;
  readonly waitForNodeVolumeDetachStartTime?: string | undefined;
  readonly waitForPreDrainHookStartTime?: string | undefined;
  readonly waitForPreTerminateHookStartTime?: string | undefined;
}

export interface MachineStatusNodeInfo {
  readonly architecture: string;
  readonly bootID: string;
  readonly containerRuntimeVersion: string;
  readonly kernelVersion: string;
  readonly kubeProxyVersion: string;
  readonly kubeletVersion: string;
  readonly machineID: string;
  readonly operatingSystem: string;
  readonly osImage: string;
  readonly swap?: { readonly capacity?: number | undefined } | undefined;
  readonly systemUUID: string;
}

export interface MachineStatusNodeRef {
  readonly apiVersion?: string | undefined;
  readonly fieldPath?: string | undefined;
  readonly kind?: string | undefined;
  readonly name?: string | undefined;
  readonly namespace?: string | undefined;
  readonly resourceVersion?: string | undefined;
  readonly uid?: string | undefined;
}
