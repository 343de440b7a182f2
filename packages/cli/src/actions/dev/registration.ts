import { type Extension, ExtensionConfig, registerExtension } from '@capstan/capi';
import { type Client, isApiError } from '@capstan/client';
import { CustomResourceDefinition } from '@capstan/schema';
import { UserError } from '../../report-error.ts';

/** Where a management cluster is to call extensions. */
export interface CalledAt {
  /** The address of each extension. */
  readonly urlOf: (extension: Pick<Extension, 'name'>) => string;
  /** PEM of what the cluster must trust. */
  readonly caBundle: string;
}

/** Installs the kinds that extensions bring along, before their controllers look for them. */
export async function installKinds(client: Client, extensions: readonly Extension[]): Promise<void> {
  for (const { resources } of extensions)
    for (const resource of resources) {
      // Manifests are plain JSON; the generated types spell out every optional field.
      await client.apply(CustomResourceDefinition, resource.crd() as never, { force: true });
    }
}

/** Lets Cluster API call the extensions at an address; what is registered already follows. */
export async function register(client: Client, extensions: readonly Extension[], at: CalledAt): Promise<void> {
  for (const extension of extensions) {
    await refuseDeployed(client, extension.name);
    await registerExtension(client, extension, { url: at.urlOf(extension), caBundle: at.caBundle });
  }
}

/** Takes back what {@link register} did. Cluster API cannot start while a registered extension does not answer. */
export async function unregister(client: Client, extensions: readonly Extension[]): Promise<void> {
  for (const { name } of extensions) await client.delete(ExtensionConfig, { name });
}

async function refuseDeployed(client: Client, name: string): Promise<void> {
  const service = (await find(client, name))?.spec.clientConfig.service;
  if (service === undefined) return;
  throw new UserError(`ExtensionConfig ${name} exists and leads to Service ${service.namespace}/${service.name}`, {
    hint: `Delete it (kubectl delete extensionconfig ${name}) to be called here, or work on what is deployed with --image.`,
  });
}

async function find(client: Client, name: string): Promise<ExtensionConfig | undefined> {
  try {
    return await client.find(ExtensionConfig, { name });
  } catch (error) {
    if (!isApiError(error, 'NotFound')) throw error;
    throw new UserError('the cluster does not know ExtensionConfigs', {
      hint: 'Is it a management cluster? Install Cluster API with the feature gate RuntimeSDK; the --context may be another one, too.',
      cause: error,
    });
  }
}
