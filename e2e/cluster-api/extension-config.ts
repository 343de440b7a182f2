import { ExtensionConfig } from '@capstan/capi';
import type { ObjectOf } from '@capstan/schema';
import { conditionLine } from './conditions.ts';
import { type Waiting, waitForObject } from './wait-for-object.ts';

/** A running extension that Cluster API is to call. */
export interface ExtensionRegistration {
  /** Name of the ExtensionConfig: what follows the dot in names of handlers. */
  readonly name: string;
  /** `https://127.0.0.1:…`, with a path where the extension has one. */
  readonly url: string;
  /** PEM of the authority that the extension's certificate is from. */
  readonly caCertificate: string;
  /** What Cluster API sends with every call. Default: nothing. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** Registers an extension by address and waits until Cluster API has discovered its handlers. */
export async function registerExtension(
  management: Waiting,
  { name, url, caCertificate, settings }: ExtensionRegistration,
): Promise<ObjectOf<typeof ExtensionConfig>> {
  const caBundle = Buffer.from(caCertificate).toString('base64');
  const spec = { clientConfig: { url, caBundle }, ...(settings && { settings }) };
  const applied = await management.client.apply(ExtensionConfig, { metadata: { name }, spec }, { force: true });
  const isDiscovered = ({ metadata, status }: ObjectOf<typeof ExtensionConfig>) =>
    status?.conditions?.some(
      (condition) =>
        condition.type === 'Discovered' &&
        condition.status === 'True' &&
        (condition.observedGeneration ?? 0) >= (applied.metadata.generation ?? metadata.generation ?? 0),
    ) === true;
  const found = await waitForObject(
    management,
    [ExtensionConfig, { name }],
    (object) => object !== undefined && isDiscovered(object),
    {
      what: 'discovered',
      timeout: '60s',
      describe: ({ status }) => conditionLine(status?.conditions, ['Discovered', 'Paused']),
    },
  );
  return found ?? applied;
}
