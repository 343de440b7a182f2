// Generated from the CustomResourceDefinitions of Cluster API by scripts/generate; do not edit.
import type { Condition, ObjectMeta } from '@capstan/schema';
import type * as clusterV1beta2 from './cluster-v1beta2.ts';

export interface KubeadmConfig {
  readonly apiVersion: 'bootstrap.cluster.x-k8s.io/v1beta2';
  readonly kind: 'KubeadmConfig';
  readonly metadata: ObjectMeta;
  readonly spec?: KubeadmConfigSpec | undefined;
  readonly status?: KubeadmConfigStatus | undefined;
}

export interface KubeadmConfigSpec {
  readonly bootCommands?: readonly string[] | undefined;
  readonly clusterConfiguration?: KubeadmConfigSpecClusterConfiguration | undefined;
  readonly diskSetup?: KubeadmConfigSpecDiskSetup | undefined;
  readonly files?: readonly KubeadmConfigSpecFile[] | undefined;
  readonly format?: 'cloud-config' | 'ignition' | undefined;
  readonly ignition?: { readonly containerLinuxConfig?: KubeadmConfigSpecIgnitionContainerLinuxConfig | undefined } | undefined;
  readonly initConfiguration?: KubeadmConfigSpecInitConfiguration | undefined;
  readonly joinConfiguration?: KubeadmConfigSpecJoinConfiguration | undefined;
  readonly mounts?: readonly (readonly string[])[] | undefined;
  readonly ntp?: KubeadmConfigSpecNtp | undefined;
  readonly postKubeadmCommands?: readonly string[] | undefined;
  readonly preKubeadmCommands?: readonly string[] | undefined;
  readonly users?: readonly KubeadmConfigSpecUser[] | undefined;
  readonly verbosity?: number | undefined;
}

export interface KubeadmConfigSpecClusterConfiguration {
  readonly apiServer?: KubeadmConfigSpecClusterConfigurationApiServer | undefined;
  readonly caCertificateValidityPeriodDays?: number | undefined;
  readonly certificateValidityPeriodDays?: number | undefined;
  readonly certificatesDir?: string | undefined;
  readonly controlPlaneEndpoint?: string | undefined;
  readonly controllerManager?: KubeadmConfigSpecClusterConfigurationScheduler | undefined;
  readonly dns?: KubeadmConfigSpecClusterConfigurationDns | undefined;
  readonly encryptionAlgorithm?: 'ECDSA-P256' | 'ECDSA-P384' | 'RSA-2048' | 'RSA-3072' | 'RSA-4096' | undefined;
  readonly etcd?: KubeadmConfigSpecClusterConfigurationEtcd | undefined;
  readonly featureGates?: { readonly [key: string]: boolean } | undefined;
  readonly imageRepository?: string | undefined;
  readonly scheduler?: KubeadmConfigSpecClusterConfigurationScheduler | undefined;
}

export interface KubeadmConfigSpecClusterConfigurationApiServer {
  readonly certSANs?: readonly string[] | undefined;
  readonly extraArgs?: readonly KubeadmConfigSpecClusterConfigurationApiServerExtraArg[] | undefined;
  readonly extraEnvs?: readonly KubeadmConfigSpecClusterConfigurationApiServerExtraEnv[] | undefined;
  readonly extraVolumes?: readonly KubeadmConfigSpecClusterConfigurationApiServerExtraVolume[] | undefined;
}

export interface KubeadmConfigSpecClusterConfigurationApiServerExtraArg {
  readonly name: string;
  readonly value: string;
}

export interface KubeadmConfigSpecClusterConfigurationApiServerExtraEnv {
  readonly name: string;
  readonly value?: string | undefined;
  readonly valueFrom?: KubeadmConfigSpecClusterConfigurationApiServerExtraEnvValueFrom | undefined;
}

export interface KubeadmConfigSpecClusterConfigurationApiServerExtraEnvValueFrom {
  readonly configMapKeyRef?: KubeadmConfigSpecClusterConfigurationApiServerExtraEnvValueFromSecretKeyRef | undefined;
  readonly fieldRef?: KubeadmConfigSpecClusterConfigurationApiServerExtraEnvValueFromFieldRef | undefined;
  readonly fileKeyRef?: KubeadmConfigSpecClusterConfigurationApiServerExtraEnvValueFromFileKeyRef | undefined;
  readonly resourceFieldRef?: KubeadmConfigSpecClusterConfigurationApiServerExtraEnvValueFromResourceFieldRef | undefined;
  readonly secretKeyRef?: KubeadmConfigSpecClusterConfigurationApiServerExtraEnvValueFromSecretKeyRef | undefined;
}

export interface KubeadmConfigSpecClusterConfigurationApiServerExtraEnvValueFromFieldRef {
  readonly apiVersion?: string | undefined;
  readonly fieldPath: string;
}

export interface KubeadmConfigSpecClusterConfigurationApiServerExtraEnvValueFromFileKeyRef {
  readonly key: string;
  readonly optional?: boolean | undefined;
  readonly path: string;
  readonly volumeName: string;
}

export interface KubeadmConfigSpecClusterConfigurationApiServerExtraEnvValueFromResourceFieldRef {
  readonly containerName?: string | undefined;
  readonly divisor?: number | string | undefined;
  readonly resource: string;
}

export interface KubeadmConfigSpecClusterConfigurationApiServerExtraEnvValueFromSecretKeyRef {
  readonly key: string;
  readonly name?: string | undefined;
  readonly optional?: boolean | undefined;
}

export interface KubeadmConfigSpecClusterConfigurationApiServerExtraVolume {
  readonly hostPath: string;
  readonly mountPath: string;
  readonly name: string;
  readonly pathType?: string | undefined;
  readonly readOnly?: boolean | undefined;
}

export interface KubeadmConfigSpecClusterConfigurationDns {
  readonly imageRepository?: string | undefined;
  readonly imageTag?: string | undefined;
}

export interface KubeadmConfigSpecClusterConfigurationEtcd {
  readonly external?: KubeadmConfigSpecClusterConfigurationEtcdExternal | undefined;
  readonly local?: KubeadmConfigSpecClusterConfigurationEtcdLocal | undefined;
}

export interface KubeadmConfigSpecClusterConfigurationEtcdExternal {
  readonly caFile: string;
  readonly certFile: string;
  readonly endpoints: readonly string[];
  readonly keyFile: string;
}

export interface KubeadmConfigSpecClusterConfigurationEtcdLocal {
  readonly dataDir?: string | undefined;
  readonly extraArgs?: readonly KubeadmConfigSpecClusterConfigurationApiServerExtraArg[] | undefined;
  readonly extraEnvs?: readonly KubeadmConfigSpecClusterConfigurationApiServerExtraEnv[] | undefined;
  readonly imageRepository?: string | undefined;
  readonly imageTag?: string | undefined;
  readonly peerCertSANs?: readonly string[] | undefined;
  readonly serverCertSANs?: readonly string[] | undefined;
}

export interface KubeadmConfigSpecClusterConfigurationScheduler {
  readonly extraArgs?: readonly KubeadmConfigSpecClusterConfigurationApiServerExtraArg[] | undefined;
  readonly extraEnvs?: readonly KubeadmConfigSpecClusterConfigurationApiServerExtraEnv[] | undefined;
  readonly extraVolumes?: readonly KubeadmConfigSpecClusterConfigurationApiServerExtraVolume[] | undefined;
}

export interface KubeadmConfigSpecDiskSetup {
  readonly filesystems?: readonly KubeadmConfigSpecDiskSetupFilesystem[] | undefined;
  readonly partitions?: readonly KubeadmConfigSpecDiskSetupPartition[] | undefined;
}

export interface KubeadmConfigSpecDiskSetupFilesystem {
  readonly device: string;
  readonly extraOpts?: readonly string[] | undefined;
  readonly filesystem: string;
  readonly label?: string | undefined;
  readonly overwrite?: boolean | undefined;
  readonly partition?: string | undefined;
  readonly replaceFS?: string | undefined;
}

export interface KubeadmConfigSpecDiskSetupPartition {
  readonly device: string;
  readonly diskLayout?: readonly KubeadmConfigSpecDiskSetupPartitionDiskLayout[] | undefined;
  readonly layout?: boolean | undefined;
  readonly overwrite?: boolean | undefined;
  readonly tableType?: 'mbr' | 'gpt' | undefined;
}

export interface KubeadmConfigSpecDiskSetupPartitionDiskLayout {
  readonly partitionType?: string | undefined;
  readonly percentage: number;
}

export interface KubeadmConfigSpecFile {
  readonly append?: boolean | undefined;
  readonly content?: string | undefined;
  readonly contentFormat?: 'Raw' | 'Template' | undefined;
  readonly contentFrom?: { readonly secret: KubeadmConfigSpecUserPasswdFromSecret } | undefined;
  readonly encoding?: 'base64' | 'gzip' | 'gzip+base64' | undefined;
  readonly owner?: string | undefined;
  readonly path: string;
  readonly permissions?: string | undefined;
}

export interface KubeadmConfigSpecIgnitionContainerLinuxConfig {
  readonly additionalConfig?: string | undefined;
  readonly strict?: boolean | undefined;
}

export interface KubeadmConfigSpecInitConfiguration {
  readonly bootstrapTokens?: readonly KubeadmConfigSpecInitConfigurationBootstrapToken[] | undefined;
  readonly localAPIEndpoint?: KubeadmConfigSpecInitConfigurationLocalAPIEndpoint | undefined;
  readonly nodeRegistration?: KubeadmConfigSpecInitConfigurationNodeRegistration | undefined;
  readonly patches?: { readonly directory?: string | undefined } | undefined;
  readonly skipPhases?: readonly string[] | undefined;
  readonly timeouts?: KubeadmConfigSpecInitConfigurationTimeouts | undefined;
}

export interface KubeadmConfigSpecInitConfigurationBootstrapToken {
  readonly description?: string | undefined;
  readonly expires?: string | undefined;
  readonly groups?: readonly string[] | undefined;
  readonly token: string;
  readonly ttlSeconds?: number | undefined;
  readonly usages?: readonly string[] | undefined;
}

export interface KubeadmConfigSpecInitConfigurationLocalAPIEndpoint {
  readonly advertiseAddress?: string | undefined;
  readonly bindPort?: number | undefined;
}

export interface KubeadmConfigSpecInitConfigurationNodeRegistration {
  readonly criSocket?: string | undefined;
  readonly ignorePreflightErrors?: readonly string[] | undefined;
  readonly imagePullPolicy?: 'Always' | 'IfNotPresent' | 'Never' | undefined;
  readonly imagePullSerial?: boolean | undefined;
  readonly kubeletExtraArgs?: readonly KubeadmConfigSpecClusterConfigurationApiServerExtraArg[] | undefined;
  readonly name?: string | undefined;
  readonly taints?: readonly KubeadmConfigSpecInitConfigurationNodeRegistrationTaint[] | undefined;
}

export interface KubeadmConfigSpecInitConfigurationNodeRegistrationTaint {
  readonly effect: string;
  readonly key: string;
  readonly timeAdded?: string | undefined;
  readonly value?: string | undefined;
}

export interface KubeadmConfigSpecInitConfigurationTimeouts {
  readonly controlPlaneComponentHealthCheckSeconds?: number | undefined;
  readonly discoverySeconds?: number | undefined;
  readonly etcdAPICallSeconds?: number | undefined;
  readonly kubeletHealthCheckSeconds?: number | undefined;
  readonly kubernetesAPICallSeconds?: number | undefined;
  readonly tlsBootstrapSeconds?: number | undefined;
}

export interface KubeadmConfigSpecJoinConfiguration {
  readonly caCertPath?: string | undefined;
  readonly controlPlane?: { readonly localAPIEndpoint?: KubeadmConfigSpecInitConfigurationLocalAPIEndpoint | undefined } | undefined;
  readonly discovery?: KubeadmConfigSpecJoinConfigurationDiscovery | undefined;
  readonly nodeRegistration?: KubeadmConfigSpecInitConfigurationNodeRegistration | undefined;
  readonly patches?: { readonly directory?: string | undefined } | undefined;
  readonly skipPhases?: readonly string[] | undefined;
  readonly timeouts?: KubeadmConfigSpecInitConfigurationTimeouts | undefined;
}

export interface KubeadmConfigSpecJoinConfigurationDiscovery {
  readonly bootstrapToken?: KubeadmConfigSpecJoinConfigurationDiscoveryBootstrapToken | undefined;
  readonly file?: KubeadmConfigSpecJoinConfigurationDiscoveryFile | undefined;
  readonly tlsBootstrapToken?: string | undefined;
}

export interface KubeadmConfigSpecJoinConfigurationDiscoveryBootstrapToken {
  readonly apiServerEndpoint?: string | undefined;
  readonly caCertHashes?: readonly string[] | undefined;
  readonly token?: string | undefined;
  readonly unsafeSkipCAVerification?: boolean | undefined;
}

export interface KubeadmConfigSpecJoinConfigurationDiscoveryFile {
  readonly kubeConfig?: KubeadmConfigSpecJoinConfigurationDiscoveryFileKubeConfig | undefined;
  readonly kubeConfigPath: string;
}

export interface KubeadmConfigSpecJoinConfigurationDiscoveryFileKubeConfig {
  readonly cluster?: KubeadmConfigSpecJoinConfigurationDiscoveryFileKubeConfigCluster | undefined;
  readonly user: KubeadmConfigSpecJoinConfigurationDiscoveryFileKubeConfigUser;
}

export interface KubeadmConfigSpecJoinConfigurationDiscoveryFileKubeConfigCluster {
  readonly certificateAuthorityData?: string | undefined;
  readonly insecureSkipTLSVerify?: boolean | undefined;
  readonly proxyURL?: string | undefined;
  readonly server?: string | undefined;
  readonly tlsServerName?: string | undefined;
}

export interface KubeadmConfigSpecJoinConfigurationDiscoveryFileKubeConfigUser {
  readonly authProvider?: KubeadmConfigSpecJoinConfigurationDiscoveryFileKubeConfigUserAuthProvider | undefined;
  readonly exec?: KubeadmConfigSpecJoinConfigurationDiscoveryFileKubeConfigUserExec | undefined;
}

export interface KubeadmConfigSpecJoinConfigurationDiscoveryFileKubeConfigUserAuthProvider {
  readonly config?: { readonly [key: string]: string } | undefined;
  readonly name: string;
}

export interface KubeadmConfigSpecJoinConfigurationDiscoveryFileKubeConfigUserExec {
  readonly apiVersion?: string | undefined;
  readonly args?: readonly string[] | undefined;
  readonly command: string;
  readonly env?: readonly KubeadmConfigSpecClusterConfigurationApiServerExtraArg[] | undefined;
  readonly provideClusterInfo?: boolean | undefined;
}

export interface KubeadmConfigSpecNtp {
  readonly enabled?: boolean | undefined;
  readonly servers?: readonly string[] | undefined;
}

export interface KubeadmConfigSpecUser {
  readonly gecos?: string | undefined;
  readonly groups?: string | undefined;
  readonly homeDir?: string | undefined;
  readonly inactive?: boolean | undefined;
  readonly lockPassword?: boolean | undefined;
  readonly name: string;
  readonly passwd?: string | undefined;
  readonly passwdFrom?: { readonly secret: KubeadmConfigSpecUserPasswdFromSecret } | undefined;
  readonly primaryGroup?: string | undefined;
  readonly shell?: string | undefined;
  readonly sshAuthorizedKeys?: readonly string[] | undefined;
  readonly sudo?: string | undefined;
}

export interface KubeadmConfigSpecUserPasswdFromSecret {
  readonly key: string;
  readonly name: string;
}

export interface KubeadmConfigStatus {
  readonly conditions?: readonly Condition[] | undefined;
  readonly dataSecretName?: string | undefined;
  readonly deprecated?: { readonly v1beta1?: clusterV1beta2.ClusterStatusDeprecatedV1beta1 | undefined } | undefined;
  readonly initialization?: { readonly dataSecretCreated?: boolean | undefined } | undefined;
  readonly observedGeneration?: number | undefined;
}

export interface KubeadmConfigTemplate {
  readonly apiVersion: 'bootstrap.cluster.x-k8s.io/v1beta2';
  readonly kind: 'KubeadmConfigTemplate';
  readonly metadata: ObjectMeta;
  readonly spec?: { readonly template: KubeadmConfigTemplateSpecTemplate } | undefined;
}

export interface KubeadmConfigTemplateSpecTemplate {
  readonly metadata?: clusterV1beta2.MachineSetSpecTemplateMetadata | undefined;
  readonly spec?: KubeadmConfigSpec | undefined;
}
