import { expiresAnnotation, reportUidAnnotation, runAnnotation } from '../api/names.ts';
import type { PluginDefinition } from './plugin-definition.ts';

export type Permissions = 'NamespaceAdmin' | 'ClusterRead' | 'ClusterAdmin';

/** Everything that decides what is made in a workload cluster for one run. */
export interface SonobuoyRun {
  readonly namespace: string;
  readonly permissions: Permissions;
  /** Of aggregator and workers; its tag is the version of Sonobuoy. */
  readonly image: string;
  readonly imagePullPolicy: 'Always' | 'IfNotPresent' | 'Never';
  readonly tolerateControlPlane: boolean;
  /** After which the aggregator gives its plugins up. */
  readonly timeoutSeconds: number;
  readonly kubernetesVersion: string;
  readonly plugins: readonly PluginDefinition[];
  /** Environment of single plugins beside their own. */
  readonly environment: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly owner: RunOwner;
}

/** Whose run it is; on everything that is made for it. */
export interface RunOwner {
  readonly reportUid: string;
  /** `namespace/name#number.attempt`. */
  readonly run: string;
  /** When a binding to cluster-admin is removed at the latest. */
  readonly expiresAt: string;
}

/** Annotations, because Sonobuoy finds its things by label. */
export const ownerAnnotations = ({ reportUid, run }: RunOwner): Readonly<Record<string, string>> => ({
  [reportUidAnnotation]: reportUid,
  [runAnnotation]: run,
});

export const expiryAnnotation = ({ expiresAt }: RunOwner): Readonly<Record<string, string>> => ({
  [expiresAnnotation]: expiresAt,
});

export const versionOf = (image: string) => /:([^:/@]+)(@|$)/.exec(image)?.[1] ?? 'latest';
