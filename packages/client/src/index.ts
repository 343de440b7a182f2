export { type ApiError, type ErrorSubject, isApiError } from './api-error.ts';
export type {
  AnyObject,
  ApplyOptions,
  CallOptions,
  Client,
  ClientOverrides,
  DeleteOptions,
  JsonPatchOperation,
  ListOptions,
  ListPage,
  ObjectClient,
  Patch,
  RawRequest,
  RawResponse,
  ReadOptions,
  WriteOptions,
} from './client.ts';
export { ClientError, type ClientErrorCode, type ClientErrorDetails } from './client-error.ts';
export type { Authentication, ClientCertificate, ClusterConfig, ExecPlugin, Impersonation } from './cluster-config.ts';
export { type CreateClientOptions, createClient } from './create-client.ts';
export type { DiscoveredResource, Discovery, ServerVersion } from './discovery.ts';
export { type InClusterConfigOptions, inClusterConfig } from './kubeconfig/in-cluster-config.ts';
export { KubeconfigError, type KubeconfigErrorCode, type KubeconfigErrorDetails } from './kubeconfig/kubeconfig-error.ts';
export { type LoadKubeconfigOptions, loadKubeconfig } from './kubeconfig/load-kubeconfig.ts';
export type { Exec, ExecEvent, ExecOptions, LogOptions } from './pod-streams.ts';
export { Token } from './token.ts';
export type { WatchEvent, WatchOptions } from './watch-event.ts';
