// Generated from the CustomResourceDefinitions of Cluster API by scripts/generate; do not edit.
import type { Condition, JsonValue, ObjectMeta, StructuredLabelSelector } from '@capstan/schema';

export interface Cluster {
  readonly apiVersion: 'cluster.x-k8s.io/v1beta2';
  readonly kind: 'Cluster';
  readonly metadata: ObjectMeta;
  readonly spec: ClusterSpec;
  readonly status?: ClusterStatus | undefined;
}

export interface ClusterClass {
  readonly apiVersion: 'cluster.x-k8s.io/v1beta2';
  readonly kind: 'ClusterClass';
  readonly metadata: ObjectMeta;
  readonly spec: ClusterClassSpec;
  readonly status?: ClusterClassStatus | undefined;
}

export interface ClusterClassSpec {
  readonly availabilityGates?: readonly MachineSpecReadinessGate[] | undefined;
  readonly controlPlane: ClusterClassSpecControlPlane;
  readonly infrastructure: ClusterClassSpecInfrastructure;
  readonly kubernetesVersions?: readonly string[] | undefined;
  readonly patches?: readonly ClusterClassSpecPatch[] | undefined;
  readonly upgrade?: { readonly external?: { readonly generateUpgradePlanExtension?: string | undefined } | undefined } | undefined;
  readonly variables?: readonly ClusterClassSpecVariable[] | undefined;
  readonly workers?: ClusterClassSpecWorkers | undefined;
}

export interface ClusterClassSpecControlPlane {
  readonly deletion?: MachineSpecDeletion | undefined;
  readonly healthCheck?: ClusterClassSpecControlPlaneHealthCheck | undefined;
  readonly machineInfrastructure?: { readonly templateRef: ClusterClassSpecControlPlaneTemplateRef } | undefined;
  readonly metadata?: MachineSetSpecTemplateMetadata | undefined;
  readonly naming?: { readonly template?: string | undefined } | undefined;
  readonly readinessGates?: readonly MachineSpecReadinessGate[] | undefined;
  readonly taints?: readonly MachineSpecTaint[] | undefined;
  readonly templateRef: ClusterClassSpecControlPlaneTemplateRef;
}

export interface ClusterClassSpecControlPlaneHealthCheck {
  readonly checks?: MachineHealthCheckSpecChecks | undefined;
  readonly remediation?: MachineHealthCheckSpecRemediation | undefined;
}

export interface ClusterClassSpecControlPlaneTemplateRef {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
}

export interface ClusterClassSpecInfrastructure {
  readonly naming?: { readonly template?: string | undefined } | undefined;
  readonly templateRef: ClusterClassSpecControlPlaneTemplateRef;
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
  readonly generatePatchesExtension?: string | undefined;
  readonly settings?: { readonly [key: string]: string } | undefined;
  readonly validateTopologyExtension?: string | undefined;
}

export interface ClusterClassSpecVariable {
  readonly deprecatedV1Beta1Metadata?: MachineSetSpecTemplateMetadata | undefined;
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
  readonly bootstrap: { readonly templateRef: ClusterClassSpecControlPlaneTemplateRef };
  readonly class: string;
  readonly deletion?: ClusterClassSpecWorkersMachineDeploymentDeletion | undefined;
  readonly failureDomain?: string | undefined;
  readonly healthCheck?: ClusterClassSpecWorkersMachineDeploymentHealthCheck | undefined;
  readonly infrastructure: { readonly templateRef: ClusterClassSpecControlPlaneTemplateRef };
  readonly metadata?: MachineSetSpecTemplateMetadata | undefined;
  readonly minReadySeconds?: number | undefined;
  readonly naming?: { readonly template?: string | undefined } | undefined;
  readonly readinessGates?: readonly MachineSpecReadinessGate[] | undefined;
  readonly rollout?: { readonly strategy?: MachineDeploymentSpecRolloutStrategy | undefined } | undefined;
  readonly taints?: readonly MachineSpecTaint[] | undefined;
}

export interface ClusterClassSpecWorkersMachineDeploymentDeletion {
  readonly nodeDeletionTimeoutSeconds?: number | undefined;
  readonly nodeDrainTimeoutSeconds?: number | undefined;
  readonly nodeVolumeDetachTimeoutSeconds?: number | undefined;
  readonly order?: 'Random' | 'Newest' | 'Oldest' | undefined;
}

export interface ClusterClassSpecWorkersMachineDeploymentHealthCheck {
  readonly checks?: MachineHealthCheckSpecChecks | undefined;
  readonly remediation?: ClusterClassSpecWorkersMachineDeploymentHealthCheckRemediation | undefined;
}

export interface ClusterClassSpecWorkersMachineDeploymentHealthCheckRemediation {
  readonly maxInFlight?: number | string | undefined;
  readonly templateRef?: ClusterClassSpecControlPlaneTemplateRef | undefined;
  readonly triggerIf?: MachineHealthCheckSpecRemediationTriggerIf | undefined;
}

export interface ClusterClassSpecWorkersMachinePool {
  readonly bootstrap: { readonly templateRef: ClusterClassSpecControlPlaneTemplateRef };
  readonly class: string;
  readonly deletion?: MachineSpecDeletion | undefined;
  readonly failureDomains?: readonly string[] | undefined;
  readonly infrastructure: { readonly templateRef: ClusterClassSpecControlPlaneTemplateRef };
  readonly metadata?: MachineSetSpecTemplateMetadata | undefined;
  readonly minReadySeconds?: number | undefined;
  readonly naming?: { readonly template?: string | undefined } | undefined;
  readonly taints?: readonly MachineSpecTaint[] | undefined;
}

export interface ClusterClassStatus {
  readonly conditions?: readonly Condition[] | undefined;
  readonly deprecated?: { readonly v1beta1?: { readonly conditions?: readonly ClusterStatusDeprecatedV1beta1Condition[] | undefined } | undefined } | undefined;
  readonly observedGeneration?: number | undefined;
  readonly variables?: readonly ClusterClassStatusVariable[] | undefined;
}

export interface ClusterClassStatusVariable {
  readonly definitions: readonly ClusterClassStatusVariableDefinition[];
  readonly definitionsConflict?: boolean | undefined;
  readonly name: string;
}

export interface ClusterClassStatusVariableDefinition {
  readonly deprecatedV1Beta1Metadata?: MachineSetSpecTemplateMetadata | undefined;
  readonly from: string;
  readonly required: boolean;
  readonly schema: { readonly openAPIV3Schema: ClusterClassSpecVariableSchemaOpenAPIV3Schema };
}

export interface ClusterSpec {
  readonly availabilityGates?: readonly MachineSpecReadinessGate[] | undefined;
  readonly clusterNetwork?: ClusterSpecClusterNetwork | undefined;
  readonly controlPlaneEndpoint?: ClusterSpecControlPlaneEndpoint | undefined;
  readonly controlPlaneRef?: ClusterSpecControlPlaneRef | undefined;
  readonly infrastructureRef?: ClusterSpecControlPlaneRef | undefined;
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

export interface ClusterSpecControlPlaneRef {
  readonly apiGroup: string;
  readonly kind: string;
  readonly name: string;
}

export interface ClusterSpecTopology {
  readonly classRef: ClusterSpecTopologyClassRef;
  readonly controlPlane?: ClusterSpecTopologyControlPlane | undefined;
  readonly variables?: readonly ClusterSpecTopologyVariable[] | undefined;
  readonly version: string;
  readonly workers?: ClusterSpecTopologyWorkers | undefined;
}

export interface ClusterSpecTopologyClassRef {
  readonly name: string;
  readonly namespace?: string | undefined;
}

export interface ClusterSpecTopologyControlPlane {
  readonly deletion?: MachineSpecDeletion | undefined;
  readonly healthCheck?: ClusterSpecTopologyControlPlaneHealthCheck | undefined;
  readonly metadata?: MachineSetSpecTemplateMetadata | undefined;
  readonly readinessGates?: readonly MachineSpecReadinessGate[] | undefined;
  readonly replicas?: number | undefined;
  readonly rollout?: { readonly after?: string | undefined } | undefined;
  readonly taints?: readonly MachineSpecTaint[] | undefined;
  readonly variables?: { readonly overrides?: readonly ClusterSpecTopologyVariable[] | undefined } | undefined;
}

export interface ClusterSpecTopologyControlPlaneHealthCheck {
  readonly checks?: MachineHealthCheckSpecChecks | undefined;
  readonly enabled?: boolean | undefined;
  readonly remediation?: MachineHealthCheckSpecRemediation | undefined;
}

export interface ClusterSpecTopologyVariable {
  readonly name: string;
  readonly value: JsonValue;
}

export interface ClusterSpecTopologyWorkers {
  readonly machineDeployments?: readonly ClusterSpecTopologyWorkersMachineDeployment[] | undefined;
  readonly machinePools?: readonly ClusterSpecTopologyWorkersMachinePool[] | undefined;
}

export interface ClusterSpecTopologyWorkersMachineDeployment {
  readonly class: string;
  readonly deletion?: ClusterClassSpecWorkersMachineDeploymentDeletion | undefined;
  readonly failureDomain?: string | undefined;
  readonly healthCheck?: ClusterSpecTopologyWorkersMachineDeploymentHealthCheck | undefined;
  readonly metadata?: MachineSetSpecTemplateMetadata | undefined;
  readonly minReadySeconds?: number | undefined;
  readonly name: string;
  readonly readinessGates?: readonly MachineSpecReadinessGate[] | undefined;
  readonly replicas?: number | undefined;
  readonly rollout?: MachineDeploymentSpecRollout | undefined;
  readonly taints?: readonly MachineSpecTaint[] | undefined;
  readonly variables?: { readonly overrides?: readonly ClusterSpecTopologyVariable[] | undefined } | undefined;
}

export interface ClusterSpecTopologyWorkersMachineDeploymentHealthCheck {
  readonly checks?: MachineHealthCheckSpecChecks | undefined;
  readonly enabled?: boolean | undefined;
  readonly remediation?: ClusterClassSpecWorkersMachineDeploymentHealthCheckRemediation | undefined;
}

export interface ClusterSpecTopologyWorkersMachinePool {
  readonly class: string;
  readonly deletion?: MachineSpecDeletion | undefined;
  readonly failureDomains?: readonly string[] | undefined;
  readonly metadata?: MachineSetSpecTemplateMetadata | undefined;
  readonly minReadySeconds?: number | undefined;
  readonly name: string;
  readonly replicas?: number | undefined;
  readonly taints?: readonly MachineSpecTaint[] | undefined;
  readonly variables?: { readonly overrides?: readonly ClusterSpecTopologyVariable[] | undefined } | undefined;
}

export interface ClusterStatus {
  readonly conditions?: readonly Condition[] | undefined;
  readonly controlPlane?: ClusterStatusWorkers | undefined;
  readonly deprecated?: { readonly v1beta1?: ClusterStatusDeprecatedV1beta1 | undefined } | undefined;
  readonly failureDomains?: readonly ClusterStatusFailureDomain[] | undefined;
  readonly initialization?: ClusterStatusInitialization | undefined;
  readonly observedGeneration?: number | undefined;
  readonly phase?: 'Pending' | 'Provisioning' | 'Provisioned' | 'Deleting' | 'Failed' | 'Unknown' | undefined;
  readonly workers?: ClusterStatusWorkers | undefined;
}

export interface ClusterStatusDeprecatedV1beta1 {
  readonly conditions?: readonly ClusterStatusDeprecatedV1beta1Condition[] | undefined;
  readonly failureMessage?: string | undefined;
  readonly failureReason?: string | undefined;
}

export interface ClusterStatusDeprecatedV1beta1Condition {
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
  readonly name: string;
}

export interface ClusterStatusInitialization {
  readonly controlPlaneInitialized?: boolean | undefined;
  readonly infrastructureProvisioned?: boolean | undefined;
}

export interface ClusterStatusWorkers {
  readonly availableReplicas?: number | undefined;
  readonly desiredReplicas?: number | undefined;
  readonly readyReplicas?: number | undefined;
  readonly replicas?: number | undefined;
  readonly upToDateReplicas?: number | undefined;
  readonly upgradePlan?: readonly ({ readonly version: string })[] | undefined;
  readonly versions?: readonly MachineSetStatusVersion[] | undefined;
}

export interface Machine {
  readonly apiVersion: 'cluster.x-k8s.io/v1beta2';
  readonly kind: 'Machine';
  readonly metadata: ObjectMeta;
  readonly spec: MachineSpec;
  readonly status?: MachineStatus | undefined;
}

export interface MachineDeployment {
  readonly apiVersion: 'cluster.x-k8s.io/v1beta2';
  readonly kind: 'MachineDeployment';
  readonly metadata: ObjectMeta;
  readonly spec: MachineDeploymentSpec;
  readonly status?: MachineDeploymentStatus | undefined;
}

export interface MachineDeploymentSpec {
  readonly clusterName: string;
  readonly deletion?: { readonly order?: 'Random' | 'Newest' | 'Oldest' | undefined } | undefined;
  readonly machineNaming?: { readonly template?: string | undefined } | undefined;
  readonly paused?: boolean | undefined;
  readonly remediation?: { readonly maxInFlight?: number | string | undefined } | undefined;
  readonly replicas?: number | undefined;
  readonly rollout?: MachineDeploymentSpecRollout | undefined;
  readonly selector: StructuredLabelSelector;
  readonly template: MachineSetSpecTemplate;
}

export interface MachineDeploymentSpecRollout {
  readonly after?: string | undefined;
  readonly strategy?: MachineDeploymentSpecRolloutStrategy | undefined;
}

export interface MachineDeploymentSpecRolloutStrategy {
  readonly rollingUpdate?: MachineDeploymentSpecRolloutStrategyRollingUpdate | undefined;
  readonly type: 'RollingUpdate' | 'OnDelete';
}

export interface MachineDeploymentSpecRolloutStrategyRollingUpdate {
  readonly maxSurge?: number | string | undefined;
  readonly maxUnavailable?: number | string | undefined;
}

export interface MachineDeploymentStatus {
  readonly availableReplicas?: number | undefined;
  readonly conditions?: readonly Condition[] | undefined;
  readonly deprecated?: { readonly v1beta1?: MachineDeploymentStatusDeprecatedV1beta1 | undefined } | undefined;
  readonly observedGeneration?: number | undefined;
  readonly phase?: 'ScalingUp' | 'ScalingDown' | 'Running' | 'Failed' | 'Unknown' | undefined;
  readonly readyReplicas?: number | undefined;
  readonly replicas?: number | undefined;
  readonly selector?: string | undefined;
  readonly upToDateReplicas?: number | undefined;
  readonly versions?: readonly MachineSetStatusVersion[] | undefined;
}

export interface MachineDeploymentStatusDeprecatedV1beta1 {
  readonly availableReplicas?: number | undefined;
  readonly conditions?: readonly ClusterStatusDeprecatedV1beta1Condition[] | undefined;
  readonly readyReplicas?: number | undefined;
  readonly unavailableReplicas?: number | undefined;
  readonly updatedReplicas?: number | undefined;
}

export interface MachineDrainRule {
  readonly apiVersion: 'cluster.x-k8s.io/v1beta2';
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
  readonly apiVersion: 'cluster.x-k8s.io/v1beta2';
  readonly kind: 'MachineHealthCheck';
  readonly metadata: ObjectMeta;
  readonly spec: MachineHealthCheckSpec;
  readonly status?: MachineHealthCheckStatus | undefined;
}

export interface MachineHealthCheckSpec {
  readonly checks?: MachineHealthCheckSpecChecks | undefined;
  readonly clusterName: string;
  readonly remediation?: MachineHealthCheckSpecRemediation | undefined;
  readonly selector: StructuredLabelSelector;
}

export interface MachineHealthCheckSpecChecks {
  readonly nodeStartupTimeoutSeconds?: number | undefined;
  readonly unhealthyMachineConditions?: readonly MachineHealthCheckSpecChecksUnhealthyMachineCondition[] | undefined;
  readonly unhealthyNodeConditions?: readonly MachineHealthCheckSpecChecksUnhealthyNodeCondition[] | undefined;
}

export interface MachineHealthCheckSpecChecksUnhealthyMachineCondition {
  readonly status: 'True' | 'False' | 'Unknown';
  readonly timeoutSeconds: number;
  readonly type: string;
}

export interface MachineHealthCheckSpecChecksUnhealthyNodeCondition {
  readonly status: string;
  readonly timeoutSeconds: number;
  readonly type: string;
}

export interface MachineHealthCheckSpecRemediation {
  readonly templateRef?: ClusterClassSpecControlPlaneTemplateRef | undefined;
  readonly triggerIf?: MachineHealthCheckSpecRemediationTriggerIf | undefined;
}

export interface MachineHealthCheckSpecRemediationTriggerIf {
  readonly unhealthyInRange?: string | undefined;
  readonly unhealthyLessThanOrEqualTo?: number | string | undefined;
}

export interface MachineHealthCheckStatus {
  readonly conditions?: readonly Condition[] | undefined;
  readonly currentHealthy?: number | undefined;
  readonly deprecated?: { readonly v1beta1?: { readonly conditions?: readonly ClusterStatusDeprecatedV1beta1Condition[] | undefined } | undefined } | undefined;
  readonly expectedMachines?: number | undefined;
  readonly observedGeneration?: number | undefined;
  readonly remediationsAllowed?: number | undefined;
  readonly targets?: readonly string[] | undefined;
}

export interface MachinePool {
  readonly apiVersion: 'cluster.x-k8s.io/v1beta2';
  readonly kind: 'MachinePool';
  readonly metadata: ObjectMeta;
  readonly spec: MachinePoolSpec;
  readonly status?: MachinePoolStatus | undefined;
}

export interface MachinePoolSpec {
  readonly clusterName: string;
  readonly failureDomains?: readonly string[] | undefined;
  readonly providerIDList?: readonly string[] | undefined;
  readonly replicas?: number | undefined;
  readonly template: MachineSetSpecTemplate;
}

export interface MachinePoolStatus {
  readonly availableReplicas?: number | undefined;
  readonly conditions?: readonly Condition[] | undefined;
  readonly deprecated?: { readonly v1beta1?: MachinePoolStatusDeprecatedV1beta1 | undefined } | undefined;
  readonly initialization?: MachineStatusInitialization | undefined;
  readonly nodeRefs?: readonly MachinePoolStatusNodeRef[] | undefined;
  readonly observedGeneration?: number | undefined;
  readonly phase?: 'Pending' | 'Provisioning' | 'Provisioned' | 'Running' | 'ScalingUp' | 'ScalingDown' | 'Scaling' | 'Deleting' | 'Failed' | 'Unknown' | undefined;
  readonly readyReplicas?: number | undefined;
  readonly replicas?: number | undefined;
  readonly upToDateReplicas?: number | undefined;
  readonly versions?: readonly MachineSetStatusVersion[] | undefined;
}

export interface MachinePoolStatusDeprecatedV1beta1 {
  readonly availableReplicas?: number | undefined;
  readonly conditions?: readonly ClusterStatusDeprecatedV1beta1Condition[] | undefined;
  readonly failureMessage?: string | undefined;
  readonly failureReason?: string | undefined;
  readonly readyReplicas?: number | undefined;
  readonly unavailableReplicas?: number | undefined;
}

export interface MachinePoolStatusNodeRef {
  readonly apiVersion?: string | undefined;
  readonly fieldPath?: string | undefined;
  readonly kind?: string | undefined;
  readonly name?: string | undefined;
  readonly namespace?: string | undefined;
  readonly resourceVersion?: string | undefined;
  readonly uid?: string | undefined;
}

export interface MachineSet {
  readonly apiVersion: 'cluster.x-k8s.io/v1beta2';
  readonly kind: 'MachineSet';
  readonly metadata: ObjectMeta;
  readonly spec: MachineSetSpec;
  readonly status?: MachineSetStatus | undefined;
}

export interface MachineSetSpec {
  readonly clusterName: string;
  readonly deletion?: { readonly order?: 'Random' | 'Newest' | 'Oldest' | undefined } | undefined;
  readonly machineNaming?: { readonly template?: string | undefined } | undefined;
  readonly replicas?: number | undefined;
  readonly selector: StructuredLabelSelector;
  readonly template: MachineSetSpecTemplate;
}

export interface MachineSetSpecTemplate {
  readonly metadata?: MachineSetSpecTemplateMetadata | undefined;
  readonly spec: MachineSpec;
}

export interface MachineSetSpecTemplateMetadata {
  readonly annotations?: { readonly [key: string]: string } | undefined;
  readonly labels?: { readonly [key: string]: string } | undefined;
}

export interface MachineSetStatus {
  readonly availableReplicas?: number | undefined;
  readonly conditions?: readonly Condition[] | undefined;
  readonly deprecated?: { readonly v1beta1?: MachineSetStatusDeprecatedV1beta1 | undefined } | undefined;
  readonly observedGeneration?: number | undefined;
  readonly readyReplicas?: number | undefined;
  readonly replicas?: number | undefined;
  readonly selector?: string | undefined;
  readonly upToDateReplicas?: number | undefined;
  readonly versions?: readonly MachineSetStatusVersion[] | undefined;
}

export interface MachineSetStatusDeprecatedV1beta1 {
  readonly availableReplicas?: number | undefined;
  readonly conditions?: readonly ClusterStatusDeprecatedV1beta1Condition[] | undefined;
  readonly failureMessage?: string | undefined;
  readonly failureReason?: string | undefined;
  readonly fullyLabeledReplicas?: number | undefined;
  readonly readyReplicas?: number | undefined;
}

export interface MachineSetStatusVersion {
  readonly replicas?: number | undefined;
  readonly version: string;
}

export interface MachineSpec {
  readonly bootstrap: MachineSpecBootstrap;
  readonly clusterName: string;
  readonly deletion?: MachineSpecDeletion | undefined;
  readonly failureDomain?: string | undefined;
  readonly infrastructureRef: ClusterSpecControlPlaneRef;
  readonly minReadySeconds?: number | undefined;
  readonly providerID?: string | undefined;
  readonly readinessGates?: readonly MachineSpecReadinessGate[] | undefined;
  readonly taints?: readonly MachineSpecTaint[] | undefined;
  readonly version?: string | undefined;
}

export interface MachineSpecBootstrap {
  readonly configRef?: ClusterSpecControlPlaneRef | undefined;
  readonly dataSecretName?: string | undefined;
}

export interface MachineSpecDeletion {
  readonly nodeDeletionTimeoutSeconds?: number | undefined;
  readonly nodeDrainTimeoutSeconds?: number | undefined;
  readonly nodeVolumeDetachTimeoutSeconds?: number | undefined;
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
  readonly certificatesExpiryDate?: string | undefined;
  readonly conditions?: readonly Condition[] | undefined;
  readonly deletion?: MachineStatusDeletion | undefined;
  readonly deprecated?: { readonly v1beta1?: ClusterStatusDeprecatedV1beta1 | undefined } | undefined;
  readonly failureDomain?: string | undefined;
  readonly initialization?: MachineStatusInitialization | undefined;
  readonly lastUpdated?: string | undefined;
  readonly nodeInfo?: MachineStatusNodeInfo | undefined;
  readonly nodeRef?: { readonly name: string } | undefined;
  readonly observedGeneration?: number | undefined;
  readonly phase?: 'Pending' | 'Provisioning' | 'Provisioned' | 'Running' | 'Updating' | 'Deleting' | 'Deleted' | 'Failed' | 'Unknown' | undefined;
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

export interface MachineStatusInitialization {
  readonly bootstrapDataSecretCreated?: boolean | undefined;
  readonly infrastructureProvisioned?: boolean | undefined;
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
