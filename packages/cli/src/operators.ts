import type { Extension } from '@capstan/capi';
import type { WeaverOptions } from '@capstan/config-weaver';
import type { Controller, Manifest } from '@capstan/runtime';
import type { DefinedResource } from '@capstan/schema';

/** The operators that come with this command. */
export const operatorNames = ['config-weaver', 'lifecycle-sample', 'operational-readiness'] as const;

export type OperatorName = (typeof operatorNames)[number];

/** An operator is controllers alone, or a runtime extension that may have some. */
export type Operator =
  | {
      readonly type: 'controllers';
      readonly controllers: readonly Controller[];
      readonly resources: readonly DefinedResource[];
      manifests(options: ManifestOptions): readonly Manifest[];
    }
  | {
      readonly type: 'extension';
      readonly extension: Extension;
      manifests(options: ManifestOptions): readonly Manifest[];
    };

export interface ManifestOptions {
  readonly namespace: string;
  readonly image: string;
  /** Who issues an extension's certificate. */
  readonly certificates: 'selfManaged' | 'certManager';
}

/** Looks often, for someone who watches. */
const demoPace = {
  runningInterval: '500ms',
  waitingInterval: '250ms',
  idleInterval: '5s',
  settleTime: '5s',
  retryInterval: '5s',
} as const;

export interface LoadOptions {
  /** Default: `'production'`. */
  readonly pace?: 'demo' | 'production';
  /** How config-weaver is set up. */
  readonly weaver?: WeaverOptions;
  /** Where operational-readiness keeps archives of the store `Files`. */
  readonly archiveFolder?: string | undefined;
}

/** Loads an operator, and no other. */
export async function loadOperator(
  name: OperatorName,
  { pace = 'production', weaver = {}, archiveFolder }: LoadOptions = {},
): Promise<Operator> {
  switch (name) {
    case 'config-weaver': {
      const { ConfigMapSync, SecretSync, ...made } = await import('@capstan/config-weaver');
      return {
        type: 'controllers',
        controllers: [made.configMapSyncController(weaver), made.secretSyncController(weaver)],
        resources: [ConfigMapSync, SecretSync],
        manifests: (options) => made.configWeaverManifests({ ...options, ...weaver }),
      };
    }
    case 'lifecycle-sample': {
      const { lifecycleSample } = await import('@capstan/lifecycle-sample');
      return extensionOperator(lifecycleSample);
    }
    case 'operational-readiness': {
      const { operationalReadiness } = await import('@capstan/operational-readiness');
      return extensionOperator(
        operationalReadiness({ ...(pace === 'demo' && demoPace), ...(archiveFolder !== undefined && { archiveFolder }) }),
      );
    }
    default:
      return name satisfies never;
  }
}

async function extensionOperator(extension: Extension): Promise<Operator> {
  const { certificateDirectory, extensionManifests } = await import('@capstan/capi');
  const manifests = (options: ManifestOptions) => {
    const mounted = options.certificates === 'certManager' ? ['--certificate-dir', certificateDirectory] : [];
    const elected = extension.controllers.length > 0 ? ['--leader-elect'] : [];
    return extensionManifests(extension, { ...options, args: ['run', extension.name, ...mounted, ...elected] });
  };
  return { type: 'extension', extension, manifests };
}
