import type { ResourceType } from '@capstan/schema';
import type { CallOptions } from './client.ts';

export interface ServerVersion {
  readonly major: string;
  readonly minor: string;
  readonly gitVersion: string;
}

/** A kind as the server announces it. */
export interface DiscoveredResource extends ResourceType {
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly verbs: readonly string[];
  readonly subresources: readonly string[];
}

/** What the server serves. Answers are remembered until `refresh`, or until a look-up finds nothing. */
export interface Discovery {
  version(options?: CallOptions): Promise<ServerVersion>;
  resources(options?: CallOptions): Promise<readonly DiscoveredResource[]>;
  /** The served kind of `apiVersion` and `kind`, e.g. of a manifest. Throws `KindNotServed` with the closest names. */
  resourceFor(object: { readonly apiVersion: string; readonly kind: string }, options?: CallOptions): Promise<DiscoveredResource>;
  refresh(): void;
}
