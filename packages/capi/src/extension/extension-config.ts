import type { ApplyOptions, Client } from '@capstan/client';
import type { ApplyOf, ObjectRef } from '@capstan/schema';
import { CapiError } from '../capi-error.ts';
import { ExtensionConfig } from '../generated/kinds.ts';
import type { Extension } from './extension.ts';

/** Where Cluster API reaches an extension, and what it trusts there. */
export type ExtensionTarget = (
  | { readonly url: string }
  | { readonly service: { readonly name: string; readonly namespace: string; readonly path?: string; readonly port?: number } }
) & {
  /** PEM. Default: left to who injects it. */
  readonly caBundle?: string;
  /** A Secret whose `ca.crt` Cluster API copies, now and when it changes: cert-manager's, for example. */
  readonly injectCaFrom?: Required<ObjectRef>;
};

/** The ExtensionConfig of an extension, to apply. */
export interface ExtensionConfigManifest extends ApplyOf<typeof ExtensionConfig> {
  readonly apiVersion: 'runtime.cluster.x-k8s.io/v1beta2';
  readonly kind: 'ExtensionConfig';
}

const injectAnnotation = 'runtime.cluster.x-k8s.io/inject-ca-from-secret';

/** Registers an extension: Cluster API discovers its handlers, and calls them from then on. Throws `InvalidValue`. */
export function extensionConfig(extension: Extension, target: ExtensionTarget): ExtensionConfigManifest {
  const { name, settings, namespaceLabels } = extension;
  const { caBundle, injectCaFrom } = target;
  const annotations = injectCaFrom && { [injectAnnotation]: `${injectCaFrom.namespace}/${injectCaFrom.name}` };
  return {
    apiVersion: 'runtime.cluster.x-k8s.io/v1beta2',
    kind: 'ExtensionConfig',
    metadata: { name, ...(annotations && { annotations }) },
    spec: {
      clientConfig: {
        ...('url' in target ? { url: checkedUrl(name, target.url) } : { service: target.service }),
        ...(caBundle !== undefined && { caBundle: Buffer.from(caBundle).toString('base64') }),
      },
      ...(!isEmpty(namespaceLabels) && { namespaceSelector: { matchLabels: namespaceLabels } }),
      ...(!isEmpty(settings) && { settings }),
    },
  };
}

/**
 * Creates or updates the ExtensionConfig, by server-side apply. What else is registered under the name is replaced.
 *
 * @example
 * await registerExtension(client, gates, { url: server.urlOf(gates), caBundle: server.caBundle });
 */
export function registerExtension(
  client: Client,
  extension: Extension,
  target: ExtensionTarget,
  options: Pick<ApplyOptions, 'fieldManager' | 'signal'> = {},
): Promise<ExtensionConfig> {
  const { metadata, spec } = extensionConfig(extension, target);
  return client.apply(
    ExtensionConfig,
    { metadata, ...(spec && { spec }) },
    { fieldManager: 'capstan-registration', force: true, ...options },
  );
}

const isEmpty = (record: object): boolean => Object.keys(record).length === 0;

function checkedUrl(name: string, url: string): string {
  if (url.startsWith('https://') && url.length <= 512 && URL.canParse(url)) return url;
  throw new CapiError(`the address "${url}" of ${name} is not one that Cluster API calls`, {
    code: 'InvalidValue',
    hint: 'It is an https:// address of at most 512 characters; its path goes in front of the hooks.',
  });
}
