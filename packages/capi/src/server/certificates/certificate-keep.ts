import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Client, isApiError } from '@capstan/client';
import { type ObjectRef, Secret } from '@capstan/schema';
import type { SourceOptions } from './certificate-source.ts';
import { readIfThere } from './file-certificates.ts';
import { followObject } from './follow-object.ts';
import type { KeptCertificates } from './own-authority.ts';
import { textOf } from './secret-certificates.ts';

/** Where certificates are kept. */
export interface CertificateKeep {
  load(signal: AbortSignal): Promise<{
    readonly kept: Partial<KeptCertificates>;
    /** `false` when somebody else wrote since the load; nothing was written then. */
    readonly save: (certificates: KeptCertificates) => Promise<boolean>;
  }>;
  /** Tells of what others write, until the signal. Never rejects. */
  follow(changed: () => void, options: SourceOptions): Promise<void>;
}

/** The names of files and of a Secret's keys: those of a kubernetes.io/tls Secret, and the authority's key. */
const names = { caBundle: 'ca.crt', caKey: 'ca.key', certificate: 'tls.crt', key: 'tls.key' } as const;

type Part = keyof KeptCertificates;
const parts = Object.entries(names) as [Part, string][]; // the keys above

/** A Secret, which replicas share. */
export function secretKeep(client: Client, ref: ObjectRef): CertificateKeep {
  return {
    async load(signal) {
      const secret = await client.find(Secret, ref, { signal });
      return {
        kept: fromData(secret?.data ?? {}),
        save: (certificates) => saveSecret(client, ref, secret, certificates, signal),
      };
    },
    follow: (changed, options) => followObject({ client, resource: Secret, ref }, changed, options),
  };
}

async function saveSecret(
  client: Client,
  { name, namespace }: ObjectRef,
  before: Secret | undefined,
  certificates: KeptCertificates,
  signal: AbortSignal,
): Promise<boolean> {
  const data = Object.fromEntries(parts.map(([part, key]) => [key, Buffer.from(certificates[part]).toString('base64')]));
  try {
    if (before) await client.replace(Secret, { ...before, data: { ...before.data, ...data } }, { signal });
    else await client.create(Secret, { metadata: { name, ...(namespace !== undefined && { namespace }) }, data }, { signal });
    return true;
  } catch (error) {
    if (isApiError(error, 'AlreadyExists', 'Conflict')) return false;
    throw error;
  }
}

function fromData(data: Readonly<Record<string, string>>): Partial<KeptCertificates> {
  return collect(parts.map(([part, key]) => [part, textOf(data[key])]));
}

/** A folder of one process. */
export function directoryKeep(directory: string): CertificateKeep {
  return {
    async load() {
      const contents = parts.map(async ([part, file]) => [part, await readIfThere(join(directory, file))] as const);
      return { kept: collect(await Promise.all(contents)), save: (certificates) => saveFiles(directory, certificates) };
    },
    follow: () => Promise.resolve(),
  };
}

async function saveFiles(directory: string, certificates: KeptCertificates): Promise<boolean> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  for (const [part, file] of parts) {
    const path = join(directory, file);
    await writeFile(`${path}.new`, certificates[part], { mode: 0o600 });
    await rename(`${path}.new`, path);
  }
  return true;
}

function collect(entries: readonly (readonly [Part, string | undefined])[]): Partial<KeptCertificates> {
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}
