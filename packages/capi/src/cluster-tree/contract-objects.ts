import { type Client, type DiscoveredResource, isApiError } from '@capstan/client';
import { capiLabels } from '../api/labels.ts';
import { type ContractReference, contractKind } from '../api/references.ts';
import { CapiError } from '../capi-error.ts';
import type { MissingNode, TreeObject, TreeRole } from './tree-node.ts';

interface ClusterScope {
  readonly client: Client;
  readonly namespace: string;
  readonly cluster: string;
  readonly signal: AbortSignal | undefined;
}

/** Reads what objects of a Cluster refer to; each kind is listed once, whatever the number of machines. */
export class ContractObjects {
  readonly #scope: ClusterScope;
  readonly #kinds = new Map<string, Promise<KindObjects>>();

  constructor(scope: ClusterScope) {
    this.#scope = scope;
  }

  /** The object that is referred to, or the node that says why it can't be shown. */
  async read(role: TreeRole, reference: ContractReference): Promise<TreeObject | MissingNode> {
    const { kind, name } = reference;
    try {
      const { resource, byName } = await this.#kind(reference);
      // What the list does not have may still be there, without the Cluster's label.
      return (
        byName.get(name) ?? (await this.#scope.client.get(resource, { name, namespace: this.#scope.namespace }, this.#options))
      );
    } catch (error) {
      if (!(error instanceof CapiError) && !isApiError(error, 'NotFound', 'Forbidden')) throw error;
      return { type: 'missing', role, kind, name, problem: error.message, children: [] };
    }
  }

  get #options() {
    const { signal } = this.#scope;
    return signal ? { signal } : {};
  }

  #kind(reference: ContractReference): Promise<KindObjects> {
    const key = `${reference.kind}.${reference.apiGroup}`;
    const known = this.#kinds.get(key) ?? this.#list(reference);
    this.#kinds.set(key, known);
    return known;
  }

  async #list(reference: ContractReference): Promise<KindObjects> {
    const { client, namespace, cluster } = this.#scope;
    const { resource } = await contractKind(client, reference, this.#options);
    const byName = new Map<string, TreeObject>();
    const labels = { [capiLabels.clusterName]: cluster };
    for await (const object of client.list(resource, { namespace, labels, ...this.#options }))
      byName.set(object.metadata.name, object);
    return { resource, byName };
  }
}

interface KindObjects {
  readonly resource: DiscoveredResource;
  readonly byName: ReadonlyMap<string, TreeObject>;
}
