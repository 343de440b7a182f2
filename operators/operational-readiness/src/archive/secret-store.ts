import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Client } from '@capstan/client';
import { cutName, Secret } from '@capstan/schema';
import { clusterLabel, group, labelValue, profileLabel } from '../api/names.ts';
import { ReadinessReport } from '../api/readiness-report.ts';
import { ReadinessError } from '../readiness-error.ts';
import { type ArchiveKey, type ArchiveStore, archiveName } from './archive-store.ts';

/** A Secret holds 1 MiB at most, with everything else in it. */
const chunkBytes = 768 * 1024;
const key = 'chunk';
const archiveLabel = `${group}/archive`;

/**
 * Keeps archives in Secrets beside the report, in chunks. Secrets and not ConfigMaps: logs say more than their writers know.
 * They belong to the report and go with it.
 */
export function secretStore(client: Client, options: { readonly signal?: AbortSignal } = {}): ArchiveStore {
  return {
    async save(archiveKey, file) {
      const data = await readFile(file);
      const name = secretName(archiveKey);
      const chunks = Array.from({ length: Math.max(1, Math.ceil(data.length / chunkBytes)) }, (_, index) =>
        data.subarray(index * chunkBytes, (index + 1) * chunkBytes),
      );
      for (const [index, chunk] of chunks.entries()) await saveChunk(client, archiveKey, { name, index, chunk }, options);
      return `secrets:${name}/${chunks.length}`;
    },
    async read({ location, sha256 }, { metadata }) {
      const parts: Buffer[] = [];
      for (const name of chunkNames(location)) {
        const secret = await client.find(Secret, { name, namespace: metadata.namespace }, options);
        const chunk = secret?.data?.[key];
        if (chunk === undefined) throw missing(`Secret ${metadata.namespace}/${name} does not exist`);
        parts.push(Buffer.from(chunk, 'base64'));
      }
      const data = Buffer.concat(parts);
      if (createHash('sha256').update(data).digest('hex') === sha256) return data;
      throw missing('its chunks are not those that were stored');
    },
    async remove(location, { metadata }) {
      for (const name of chunkNames(location)) await client.delete(Secret, { name, namespace: metadata.namespace }, options);
    },
  };
}

/** A report's name may be as long as a Secret's, so it is cut where needed. */
function secretName(archiveKey: ArchiveKey): string {
  const name = archiveName(archiveKey);
  if (name.length <= 200) return `${name}-archive`;
  return `${cutName(name, 180)}-${createHash('sha256').update(name).digest('hex').slice(0, 8)}-archive`;
}

function chunkNames(location: string): readonly string[] {
  const [, name, count] = /^secrets:(.+)\/(\d+)$/.exec(location) ?? [];
  if (name === undefined || count === undefined) throw missing(`"${location}" is no place of this store`);
  return Array.from({ length: Number(count) }, (_, index) => `${name}.${index}`);
}

async function saveChunk(
  client: Client,
  { report }: ArchiveKey,
  { name, index, chunk }: { readonly name: string; readonly index: number; readonly chunk: Buffer },
  options: { readonly signal?: AbortSignal },
): Promise<void> {
  const { metadata, spec } = report;
  const owner = {
    apiVersion: `${ReadinessReport.group}/${ReadinessReport.version}`,
    kind: ReadinessReport.kind,
    name: metadata.name,
    uid: metadata.uid,
  };
  await client.apply(
    Secret,
    {
      metadata: {
        name: `${name}.${index}`,
        ...(metadata.namespace !== undefined && { namespace: metadata.namespace }),
        labels: { [archiveLabel]: 'true', [profileLabel]: labelValue(spec.profile), [clusterLabel]: labelValue(spec.cluster) },
        ownerReferences: [owner],
      },
      type: `${group}/archive`,
      data: { [key]: chunk.toString('base64') },
    },
    { force: true, ...options },
  );
}

const missing = (what: string) => new ReadinessError(`the archive cannot be read: ${what}`, { code: 'NotFound' });
