// Generated from the OpenAPI documents of kube-apiserver by scripts/generate; do not edit.
import { builtIn, type BuiltIn } from '../built-in.ts';
import type * as admissionregistrationV1 from './admissionregistration-v1.ts';
import type * as apiextensionsV1 from './apiextensions-v1.ts';
import type * as apiregistrationV1 from './apiregistration-v1.ts';
import type * as appsV1 from './apps-v1.ts';
import type * as authenticationV1 from './authentication-v1.ts';
import type * as authorizationV1 from './authorization-v1.ts';
import type * as autoscalingV1 from './autoscaling-v1.ts';
import type * as autoscalingV2 from './autoscaling-v2.ts';
import type * as batchV1 from './batch-v1.ts';
import type * as certificatesV1 from './certificates-v1.ts';
import type * as coordinationV1 from './coordination-v1.ts';
import type * as coreV1 from './core-v1.ts';
import type * as discoveryV1 from './discovery-v1.ts';
import type * as eventsV1 from './events-v1.ts';
import type * as flowcontrolV1 from './flowcontrol-v1.ts';
import type * as networkingV1 from './networking-v1.ts';
import type * as nodeV1 from './node-v1.ts';
import type * as policyV1 from './policy-v1.ts';
import type * as rbacV1 from './rbac-v1.ts';
import type * as resourceV1 from './resource-v1.ts';
import type * as schedulingV1 from './scheduling-v1.ts';
import type * as storageV1 from './storage-v1.ts';

export type Binding = coreV1.Binding;
export const Binding: BuiltIn<Binding> = builtIn({ group: '', version: 'v1', kind: 'Binding', plural: 'bindings', scope: 'Namespaced' });

export type ComponentStatus = coreV1.ComponentStatus;
export const ComponentStatus: BuiltIn<ComponentStatus> = builtIn({ group: '', version: 'v1', kind: 'ComponentStatus', plural: 'componentstatuses', scope: 'Cluster' });

export type ConfigMap = coreV1.ConfigMap;
export const ConfigMap: BuiltIn<ConfigMap> = builtIn({ group: '', version: 'v1', kind: 'ConfigMap', plural: 'configmaps', scope: 'Namespaced' });

export type Endpoints = coreV1.Endpoints;
export const Endpoints: BuiltIn<Endpoints> = builtIn({ group: '', version: 'v1', kind: 'Endpoints', plural: 'endpoints', scope: 'Namespaced' });

export type Event = coreV1.Event;
export const Event: BuiltIn<Event> = builtIn({ group: '', version: 'v1', kind: 'Event', plural: 'events', scope: 'Namespaced' });

export type LimitRange = coreV1.LimitRange;
export const LimitRange: BuiltIn<LimitRange> = builtIn({ group: '', version: 'v1', kind: 'LimitRange', plural: 'limitranges', scope: 'Namespaced' });

export type Namespace = coreV1.Namespace;
export const Namespace: BuiltIn<Namespace> = builtIn({ group: '', version: 'v1', kind: 'Namespace', plural: 'namespaces', scope: 'Cluster' });

export type Node = coreV1.Node;
export const Node: BuiltIn<Node> = builtIn({ group: '', version: 'v1', kind: 'Node', plural: 'nodes', scope: 'Cluster' });

export type PersistentVolumeClaim = coreV1.PersistentVolumeClaim;
export const PersistentVolumeClaim: BuiltIn<PersistentVolumeClaim> = builtIn({ group: '', version: 'v1', kind: 'PersistentVolumeClaim', plural: 'persistentvolumeclaims', scope: 'Namespaced' });

export type PersistentVolume = coreV1.PersistentVolume;
export const PersistentVolume: BuiltIn<PersistentVolume> = builtIn({ group: '', version: 'v1', kind: 'PersistentVolume', plural: 'persistentvolumes', scope: 'Cluster' });

export type Pod = coreV1.Pod;
export const Pod: BuiltIn<Pod> = builtIn({ group: '', version: 'v1', kind: 'Pod', plural: 'pods', scope: 'Namespaced' });

export type PodTemplate = coreV1.PodTemplate;
export const PodTemplate: BuiltIn<PodTemplate> = builtIn({ group: '', version: 'v1', kind: 'PodTemplate', plural: 'podtemplates', scope: 'Namespaced' });

export type ReplicationController = coreV1.ReplicationController;
export const ReplicationController: BuiltIn<ReplicationController> = builtIn({ group: '', version: 'v1', kind: 'ReplicationController', plural: 'replicationcontrollers', scope: 'Namespaced' });

export type ResourceQuota = coreV1.ResourceQuota;
export const ResourceQuota: BuiltIn<ResourceQuota> = builtIn({ group: '', version: 'v1', kind: 'ResourceQuota', plural: 'resourcequotas', scope: 'Namespaced' });

export type Secret = coreV1.Secret;
export const Secret: BuiltIn<Secret> = builtIn({ group: '', version: 'v1', kind: 'Secret', plural: 'secrets', scope: 'Namespaced' });

export type ServiceAccount = coreV1.ServiceAccount;
export const ServiceAccount: BuiltIn<ServiceAccount> = builtIn({ group: '', version: 'v1', kind: 'ServiceAccount', plural: 'serviceaccounts', scope: 'Namespaced' });

export type Service = coreV1.Service;
export const Service: BuiltIn<Service> = builtIn({ group: '', version: 'v1', kind: 'Service', plural: 'services', scope: 'Namespaced' });

export type APIService = apiregistrationV1.APIService;
export const APIService: BuiltIn<APIService> = builtIn({ group: 'apiregistration.k8s.io', version: 'v1', kind: 'APIService', plural: 'apiservices', scope: 'Cluster' });

export type ControllerRevision = appsV1.ControllerRevision;
export const ControllerRevision: BuiltIn<ControllerRevision> = builtIn({ group: 'apps', version: 'v1', kind: 'ControllerRevision', plural: 'controllerrevisions', scope: 'Namespaced' });

export type DaemonSet = appsV1.DaemonSet;
export const DaemonSet: BuiltIn<DaemonSet> = builtIn({ group: 'apps', version: 'v1', kind: 'DaemonSet', plural: 'daemonsets', scope: 'Namespaced' });

export type Deployment = appsV1.Deployment;
export const Deployment: BuiltIn<Deployment> = builtIn({ group: 'apps', version: 'v1', kind: 'Deployment', plural: 'deployments', scope: 'Namespaced' });

export type ReplicaSet = appsV1.ReplicaSet;
export const ReplicaSet: BuiltIn<ReplicaSet> = builtIn({ group: 'apps', version: 'v1', kind: 'ReplicaSet', plural: 'replicasets', scope: 'Namespaced' });

export type StatefulSet = appsV1.StatefulSet;
export const StatefulSet: BuiltIn<StatefulSet> = builtIn({ group: 'apps', version: 'v1', kind: 'StatefulSet', plural: 'statefulsets', scope: 'Namespaced' });

export type EventsV1Event = eventsV1.Event;
export const EventsV1Event: BuiltIn<EventsV1Event> = builtIn({ group: 'events.k8s.io', version: 'v1', kind: 'Event', plural: 'events', scope: 'Namespaced' });

export type SelfSubjectReview = authenticationV1.SelfSubjectReview;
export const SelfSubjectReview: BuiltIn<SelfSubjectReview> = builtIn({ group: 'authentication.k8s.io', version: 'v1', kind: 'SelfSubjectReview', plural: 'selfsubjectreviews', scope: 'Cluster' });

export type TokenReview = authenticationV1.TokenReview;
export const TokenReview: BuiltIn<TokenReview> = builtIn({ group: 'authentication.k8s.io', version: 'v1', kind: 'TokenReview', plural: 'tokenreviews', scope: 'Cluster' });

export type LocalSubjectAccessReview = authorizationV1.LocalSubjectAccessReview;
export const LocalSubjectAccessReview: BuiltIn<LocalSubjectAccessReview> = builtIn({ group: 'authorization.k8s.io', version: 'v1', kind: 'LocalSubjectAccessReview', plural: 'localsubjectaccessreviews', scope: 'Namespaced' });

export type SelfSubjectAccessReview = authorizationV1.SelfSubjectAccessReview;
export const SelfSubjectAccessReview: BuiltIn<SelfSubjectAccessReview> = builtIn({ group: 'authorization.k8s.io', version: 'v1', kind: 'SelfSubjectAccessReview', plural: 'selfsubjectaccessreviews', scope: 'Cluster' });

export type SelfSubjectRulesReview = authorizationV1.SelfSubjectRulesReview;
export const SelfSubjectRulesReview: BuiltIn<SelfSubjectRulesReview> = builtIn({ group: 'authorization.k8s.io', version: 'v1', kind: 'SelfSubjectRulesReview', plural: 'selfsubjectrulesreviews', scope: 'Cluster' });

export type SubjectAccessReview = authorizationV1.SubjectAccessReview;
export const SubjectAccessReview: BuiltIn<SubjectAccessReview> = builtIn({ group: 'authorization.k8s.io', version: 'v1', kind: 'SubjectAccessReview', plural: 'subjectaccessreviews', scope: 'Cluster' });

export type HorizontalPodAutoscaler = autoscalingV2.HorizontalPodAutoscaler;
export const HorizontalPodAutoscaler: BuiltIn<HorizontalPodAutoscaler> = builtIn({ group: 'autoscaling', version: 'v2', kind: 'HorizontalPodAutoscaler', plural: 'horizontalpodautoscalers', scope: 'Namespaced' });

export type CronJob = batchV1.CronJob;
export const CronJob: BuiltIn<CronJob> = builtIn({ group: 'batch', version: 'v1', kind: 'CronJob', plural: 'cronjobs', scope: 'Namespaced' });

export type Job = batchV1.Job;
export const Job: BuiltIn<Job> = builtIn({ group: 'batch', version: 'v1', kind: 'Job', plural: 'jobs', scope: 'Namespaced' });

export type CertificateSigningRequest = certificatesV1.CertificateSigningRequest;
export const CertificateSigningRequest: BuiltIn<CertificateSigningRequest> = builtIn({ group: 'certificates.k8s.io', version: 'v1', kind: 'CertificateSigningRequest', plural: 'certificatesigningrequests', scope: 'Cluster' });

export type IngressClass = networkingV1.IngressClass;
export const IngressClass: BuiltIn<IngressClass> = builtIn({ group: 'networking.k8s.io', version: 'v1', kind: 'IngressClass', plural: 'ingressclasses', scope: 'Cluster' });

export type Ingress = networkingV1.Ingress;
export const Ingress: BuiltIn<Ingress> = builtIn({ group: 'networking.k8s.io', version: 'v1', kind: 'Ingress', plural: 'ingresses', scope: 'Namespaced' });

export type IPAddress = networkingV1.IPAddress;
export const IPAddress: BuiltIn<IPAddress> = builtIn({ group: 'networking.k8s.io', version: 'v1', kind: 'IPAddress', plural: 'ipaddresses', scope: 'Cluster' });

export type NetworkPolicy = networkingV1.NetworkPolicy;
export const NetworkPolicy: BuiltIn<NetworkPolicy> = builtIn({ group: 'networking.k8s.io', version: 'v1', kind: 'NetworkPolicy', plural: 'networkpolicies', scope: 'Namespaced' });

export type ServiceCIDR = networkingV1.ServiceCIDR;
export const ServiceCIDR: BuiltIn<ServiceCIDR> = builtIn({ group: 'networking.k8s.io', version: 'v1', kind: 'ServiceCIDR', plural: 'servicecidrs', scope: 'Cluster' });

export type PodDisruptionBudget = policyV1.PodDisruptionBudget;
export const PodDisruptionBudget: BuiltIn<PodDisruptionBudget> = builtIn({ group: 'policy', version: 'v1', kind: 'PodDisruptionBudget', plural: 'poddisruptionbudgets', scope: 'Namespaced' });

export type ClusterRoleBinding = rbacV1.ClusterRoleBinding;
export const ClusterRoleBinding: BuiltIn<ClusterRoleBinding> = builtIn({ group: 'rbac.authorization.k8s.io', version: 'v1', kind: 'ClusterRoleBinding', plural: 'clusterrolebindings', scope: 'Cluster' });

export type ClusterRole = rbacV1.ClusterRole;
export const ClusterRole: BuiltIn<ClusterRole> = builtIn({ group: 'rbac.authorization.k8s.io', version: 'v1', kind: 'ClusterRole', plural: 'clusterroles', scope: 'Cluster' });

export type RoleBinding = rbacV1.RoleBinding;
export const RoleBinding: BuiltIn<RoleBinding> = builtIn({ group: 'rbac.authorization.k8s.io', version: 'v1', kind: 'RoleBinding', plural: 'rolebindings', scope: 'Namespaced' });

export type Role = rbacV1.Role;
export const Role: BuiltIn<Role> = builtIn({ group: 'rbac.authorization.k8s.io', version: 'v1', kind: 'Role', plural: 'roles', scope: 'Namespaced' });

export type CSIDriver = storageV1.CSIDriver;
export const CSIDriver: BuiltIn<CSIDriver> = builtIn({ group: 'storage.k8s.io', version: 'v1', kind: 'CSIDriver', plural: 'csidrivers', scope: 'Cluster' });

export type CSINode = storageV1.CSINode;
export const CSINode: BuiltIn<CSINode> = builtIn({ group: 'storage.k8s.io', version: 'v1', kind: 'CSINode', plural: 'csinodes', scope: 'Cluster' });

export type CSIStorageCapacity = storageV1.CSIStorageCapacity;
export const CSIStorageCapacity: BuiltIn<CSIStorageCapacity> = builtIn({ group: 'storage.k8s.io', version: 'v1', kind: 'CSIStorageCapacity', plural: 'csistoragecapacities', scope: 'Namespaced' });

export type StorageClass = storageV1.StorageClass;
export const StorageClass: BuiltIn<StorageClass> = builtIn({ group: 'storage.k8s.io', version: 'v1', kind: 'StorageClass', plural: 'storageclasses', scope: 'Cluster' });

export type VolumeAttachment = storageV1.VolumeAttachment;
export const VolumeAttachment: BuiltIn<VolumeAttachment> = builtIn({ group: 'storage.k8s.io', version: 'v1', kind: 'VolumeAttachment', plural: 'volumeattachments', scope: 'Cluster' });

export type VolumeAttributesClass = storageV1.VolumeAttributesClass;
export const VolumeAttributesClass: BuiltIn<VolumeAttributesClass> = builtIn({ group: 'storage.k8s.io', version: 'v1', kind: 'VolumeAttributesClass', plural: 'volumeattributesclasses', scope: 'Cluster' });

export type MutatingAdmissionPolicy = admissionregistrationV1.MutatingAdmissionPolicy;
export const MutatingAdmissionPolicy: BuiltIn<MutatingAdmissionPolicy> = builtIn({ group: 'admissionregistration.k8s.io', version: 'v1', kind: 'MutatingAdmissionPolicy', plural: 'mutatingadmissionpolicies', scope: 'Cluster' });

export type MutatingAdmissionPolicyBinding = admissionregistrationV1.MutatingAdmissionPolicyBinding;
export const MutatingAdmissionPolicyBinding: BuiltIn<MutatingAdmissionPolicyBinding> = builtIn({ group: 'admissionregistration.k8s.io', version: 'v1', kind: 'MutatingAdmissionPolicyBinding', plural: 'mutatingadmissionpolicybindings', scope: 'Cluster' });

export type MutatingWebhookConfiguration = admissionregistrationV1.MutatingWebhookConfiguration;
export const MutatingWebhookConfiguration: BuiltIn<MutatingWebhookConfiguration> = builtIn({ group: 'admissionregistration.k8s.io', version: 'v1', kind: 'MutatingWebhookConfiguration', plural: 'mutatingwebhookconfigurations', scope: 'Cluster' });

export type ValidatingAdmissionPolicy = admissionregistrationV1.ValidatingAdmissionPolicy;
export const ValidatingAdmissionPolicy: BuiltIn<ValidatingAdmissionPolicy> = builtIn({ group: 'admissionregistration.k8s.io', version: 'v1', kind: 'ValidatingAdmissionPolicy', plural: 'validatingadmissionpolicies', scope: 'Cluster' });

export type ValidatingAdmissionPolicyBinding = admissionregistrationV1.ValidatingAdmissionPolicyBinding;
export const ValidatingAdmissionPolicyBinding: BuiltIn<ValidatingAdmissionPolicyBinding> = builtIn({ group: 'admissionregistration.k8s.io', version: 'v1', kind: 'ValidatingAdmissionPolicyBinding', plural: 'validatingadmissionpolicybindings', scope: 'Cluster' });

export type ValidatingWebhookConfiguration = admissionregistrationV1.ValidatingWebhookConfiguration;
export const ValidatingWebhookConfiguration: BuiltIn<ValidatingWebhookConfiguration> = builtIn({ group: 'admissionregistration.k8s.io', version: 'v1', kind: 'ValidatingWebhookConfiguration', plural: 'validatingwebhookconfigurations', scope: 'Cluster' });

export type CustomResourceDefinition = apiextensionsV1.CustomResourceDefinition;
export const CustomResourceDefinition: BuiltIn<CustomResourceDefinition> = builtIn({ group: 'apiextensions.k8s.io', version: 'v1', kind: 'CustomResourceDefinition', plural: 'customresourcedefinitions', scope: 'Cluster' });

export type PriorityClass = schedulingV1.PriorityClass;
export const PriorityClass: BuiltIn<PriorityClass> = builtIn({ group: 'scheduling.k8s.io', version: 'v1', kind: 'PriorityClass', plural: 'priorityclasses', scope: 'Cluster' });

export type Lease = coordinationV1.Lease;
export const Lease: BuiltIn<Lease> = builtIn({ group: 'coordination.k8s.io', version: 'v1', kind: 'Lease', plural: 'leases', scope: 'Namespaced' });

export type RuntimeClass = nodeV1.RuntimeClass;
export const RuntimeClass: BuiltIn<RuntimeClass> = builtIn({ group: 'node.k8s.io', version: 'v1', kind: 'RuntimeClass', plural: 'runtimeclasses', scope: 'Cluster' });

export type EndpointSlice = discoveryV1.EndpointSlice;
export const EndpointSlice: BuiltIn<EndpointSlice> = builtIn({ group: 'discovery.k8s.io', version: 'v1', kind: 'EndpointSlice', plural: 'endpointslices', scope: 'Namespaced' });

export type DeviceClass = resourceV1.DeviceClass;
export const DeviceClass: BuiltIn<DeviceClass> = builtIn({ group: 'resource.k8s.io', version: 'v1', kind: 'DeviceClass', plural: 'deviceclasses', scope: 'Cluster' });

export type ResourceClaim = resourceV1.ResourceClaim;
export const ResourceClaim: BuiltIn<ResourceClaim> = builtIn({ group: 'resource.k8s.io', version: 'v1', kind: 'ResourceClaim', plural: 'resourceclaims', scope: 'Namespaced' });

export type ResourceClaimTemplate = resourceV1.ResourceClaimTemplate;
export const ResourceClaimTemplate: BuiltIn<ResourceClaimTemplate> = builtIn({ group: 'resource.k8s.io', version: 'v1', kind: 'ResourceClaimTemplate', plural: 'resourceclaimtemplates', scope: 'Namespaced' });

export type ResourceSlice = resourceV1.ResourceSlice;
export const ResourceSlice: BuiltIn<ResourceSlice> = builtIn({ group: 'resource.k8s.io', version: 'v1', kind: 'ResourceSlice', plural: 'resourceslices', scope: 'Cluster' });

export type FlowSchema = flowcontrolV1.FlowSchema;
export const FlowSchema: BuiltIn<FlowSchema> = builtIn({ group: 'flowcontrol.apiserver.k8s.io', version: 'v1', kind: 'FlowSchema', plural: 'flowschemas', scope: 'Cluster' });

export type PriorityLevelConfiguration = flowcontrolV1.PriorityLevelConfiguration;
export const PriorityLevelConfiguration: BuiltIn<PriorityLevelConfiguration> = builtIn({ group: 'flowcontrol.apiserver.k8s.io', version: 'v1', kind: 'PriorityLevelConfiguration', plural: 'prioritylevelconfigurations', scope: 'Cluster' });

export type TokenRequest = authenticationV1.TokenRequest;

export type Scale = autoscalingV1.Scale;

export type Eviction = policyV1.Eviction;
