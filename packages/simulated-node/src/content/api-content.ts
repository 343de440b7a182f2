import type { Client } from '@capstan/client';
import { ConfigMap, Secret } from '@capstan/schema';
import { ContentError } from './content-error.ts';

/** Keys of a ConfigMap or Secret as bytes; `undefined` if it may be missing and is. */
export async function readKeys(
  client: Client,
  source: {
    readonly kind: 'ConfigMap' | 'Secret';
    readonly name: string;
    readonly namespace: string;
    readonly optional: boolean;
  },
  signal: AbortSignal,
): Promise<Readonly<Record<string, Uint8Array>> | undefined> {
  const { kind, name, namespace, optional } = source;
  const found = kind === 'ConfigMap' ? await configMapKeys() : await secretKeys();
  if (found || optional) return found;
  throw new ContentError('CreateContainerConfigError', `${kind.toLowerCase()} "${name}" not found`);

  async function configMapKeys() {
    const object = await client.find(ConfigMap, { name, namespace }, { signal });
    return object && { ...bytes(object.data, 'utf8'), ...bytes(object.binaryData, 'base64') };
  }

  async function secretKeys() {
    const object = await client.find(Secret, { name, namespace }, { signal });
    return object && bytes(object.data, 'base64');
  }
}

function bytes(values: Readonly<Record<string, string>> | undefined, encoding: 'utf8' | 'base64'): Record<string, Uint8Array> {
  return Object.fromEntries(Object.entries(values ?? {}).map(([key, value]) => [key, Buffer.from(value, encoding)]));
}
