import { ConfigMap, type ResourceType, Secret } from '@capstan/schema';
import type { Content } from './content.ts';

/** What differs between copying ConfigMaps and copying Secrets. */
export interface CopyKind {
  readonly resource: ResourceType;
  /** Who the server records as writer of copies. */
  readonly fieldManager: string;
  /** Whether the operator's own cache has metadata of this kind. Of Secrets it has nothing. */
  readonly cached: boolean;
  /** The content as fields of an object. */
  body(content: Content): object;
}

export const configMaps: CopyKind = {
  resource: ConfigMap,
  fieldManager: 'config-weaver',
  cached: true,
  body: ({ data, binaryData }) => ({ ...filled('data', data), ...filled('binaryData', binaryData) }),
};

export const secrets: CopyKind = {
  resource: Secret,
  fieldManager: 'config-weaver-secrets',
  cached: false,
  body: ({ data, type }) => ({ ...filled('data', data), ...(type !== undefined && { type }) }),
};

const filled = (field: string, entries: object) => (Object.keys(entries).length > 0 ? { [field]: entries } : {});
