import type { Client, DiscoveredResource } from '@capstan/client';
import type { PolicyRule } from '@capstan/runtime';
import type { KubeObject } from '@capstan/schema';
import { CapiError } from '../capi-error.ts';
import { type ContractVersion, contractLabel, contractOf } from './contract.ts';

/** A reference as v1beta2 objects carry it: without version, without namespace. */
export interface ContractReference {
  readonly apiGroup: string;
  readonly kind: string;
  readonly name: string;
}

/** A kind that keeps the contract, in the version that its definition's label names. */
export interface ContractKind {
  readonly resource: DiscoveredResource;
  readonly contract: ContractVersion;
}

/** Rights that {@link contractKind} needs. */
export const referenceRules: readonly PolicyRule[] = [
  { apiGroups: ['apiextensions.k8s.io'], resources: ['customresourcedefinitions'], verbs: ['get'] },
];

/**
 * The kind that a reference means.
 *
 * @example
 * const { resource } = await contractKind(client, cluster.spec.infrastructureRef);
 * const infrastructure = await client.get(resource, { name: cluster.spec.infrastructureRef.name, namespace });
 */
export async function contractKind(
  client: Client,
  { apiGroup, kind }: Pick<ContractReference, 'apiGroup' | 'kind'>,
  options: { readonly signal?: AbortSignal } = {},
): Promise<ContractKind> {
  const served = await servedVersions(client, { apiGroup, kind }, options);
  const [first] = served;
  if (!first) {
    throw new CapiError(`the server does not serve ${kind} of ${apiGroup}`, {
      code: 'InvalidValue',
      hint: 'Check the reference, and that its provider is installed.',
    });
  }
  const name = `${first.plural}.${apiGroup}`;
  const chosen = contractOf(await definitionLabels(client, name, options));
  const resource = served.find(({ version }) => version === chosen?.version);
  if (chosen && resource) return { resource, contract: chosen.contract };
  const problem = chosen
    ? `is said to keep the contract with ${chosen.version}, which the server does not serve`
    : 'does not say which version keeps the contract';
  throw new CapiError(`CustomResourceDefinition ${name} ${problem}`, {
    code: 'InvalidValue',
    hint: `Give it the label ${contractLabel('v1beta2')} with the version as value.`,
  });
}

async function servedVersions(
  { discovery }: Client,
  { apiGroup, kind }: Pick<ContractReference, 'apiGroup' | 'kind'>,
  options: { readonly signal?: AbortSignal },
): Promise<readonly DiscoveredResource[]> {
  const find = async () =>
    (await discovery.resources(options)).filter((resource) => resource.group === apiGroup && resource.kind === kind);
  const known = await find();
  if (known.length > 0) return known;
  // The kind may be newer than what is remembered.
  discovery.refresh();
  return find();
}

/** Definitions are large; their metadata is not. */
async function definitionLabels(client: Client, name: string, options: { readonly signal?: AbortSignal }) {
  const answer = await client.request({
    method: 'GET',
    path: `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${name}`,
    headers: { accept: 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1' },
    ...options,
  });
  return (answer.json() as KubeObject).metadata.labels; // what was asked for
}
