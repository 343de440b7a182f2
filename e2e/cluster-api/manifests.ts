import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CustomResourceDefinition } from '@capstan/schema';
import { parse, parseAllDocuments } from 'yaml';
import { loopbackCertificate } from '../loopback-certificate.ts';
import type { Manifest } from './apply-manifests.ts';
import type { Component } from './components.ts';
import { clusterApiManifests } from './installed.ts';

const caBundle = Buffer.from(loopbackCertificate).toString('base64');
const clusterctlLabel = 'clusterctl.cluster.x-k8s.io';

interface WebhookConfiguration extends Manifest {
  readonly webhooks: readonly {
    readonly clientConfig: { readonly service: { readonly path: string } };
  }[];
}

/** A component's CRDs, with the labels and the conversion webhooks that Kustomize and cert-manager would have added. */
export async function crdsOf({ name, provider }: Component, webhookPort: number): Promise<CustomResourceDefinition[]> {
  const folder = join(clusterApiManifests, name, 'crd');
  const patches = await readdir(join(folder, 'patches'));
  const contract = await contractLabels(folder);
  const conversion = {
    strategy: 'Webhook',
    webhook: {
      conversionReviewVersions: ['v1'],
      clientConfig: { url: `https://127.0.0.1:${webhookPort}/convert`, caBundle },
    },
  };
  return (await readCrds(folder)).map((crd) => ({
    ...crd,
    metadata: {
      ...crd.metadata,
      labels: { ...contract, [clusterctlLabel]: '', 'cluster.x-k8s.io/provider': provider },
    },
    spec: { ...crd.spec, ...(patches.includes(`webhook_in_${crd.spec.names.plural}.yaml`) && { conversion }) },
  }));
}

/** The kinds in which clusterctl writes down what it installed. */
export async function inventoryCrds(): Promise<CustomResourceDefinition[]> {
  const labels = { [clusterctlLabel]: '', [`${clusterctlLabel}/core`]: 'inventory' };
  const crds = await readCrds(join(clusterApiManifests, 'clusterctl', 'crd'));
  return crds.map((crd) => ({ ...crd, metadata: { ...crd.metadata, labels } }));
}

/** A component's admission webhooks, called by address instead of through a Service. */
export async function webhooksOf({ name, provider }: Component, port: number): Promise<Manifest[]> {
  const documents = parseAllDocuments(await readFile(join(clusterApiManifests, name, 'webhook', 'manifests.yaml'), 'utf8'));
  const configurations = documents.map((document) => document.toJS() as WebhookConfiguration); // a file of Cluster API's module
  return configurations.map((configuration) => ({
    ...configuration,
    metadata: {
      name: `${name}-${configuration.metadata.name}`,
      labels: { [clusterctlLabel]: '', 'cluster.x-k8s.io/provider': provider },
    },
    webhooks: configuration.webhooks.map((webhook) => ({
      ...webhook,
      clientConfig: { url: `https://127.0.0.1:${port}${webhook.clientConfig.service.path}`, caBundle },
    })),
  }));
}

/** Tells Cluster API which versions of a kind follow which contract. */
async function contractLabels(folder: string): Promise<Readonly<Record<string, string>>> {
  const file = join(folder, 'kustomization.yaml');
  if (!existsSync(file)) return {};
  const { labels = [] } = parse(await readFile(file, 'utf8')) as { labels?: { pairs: Record<string, string> }[] }; // as above
  return Object.assign({}, ...labels.map(({ pairs }) => pairs));
}

async function readCrds(folder: string): Promise<CustomResourceDefinition[]> {
  const files = await readdir(join(folder, 'bases'));
  return Promise.all(
    files.toSorted().map(async (file) => parse(await readFile(join(folder, 'bases', file), 'utf8')) as CustomResourceDefinition), // as above
  );
}
