import { type Client, isApiError } from '@capstan/client';
import { ConfigMapSync, isLegacySync, type PlainManifest, SecretSync } from '@capstan/config-weaver';
import type { ObjectRef } from '@capstan/schema';
import { UserError } from '../report-error.ts';

const isSync = ({ apiVersion, kind }: PlainManifest): boolean =>
  [ConfigMapSync, SecretSync].some(
    (resource) => kind === resource.kind && apiVersion === `${resource.group}/${resource.version}`,
  );

/** The syncs of a file, which may hold other objects beside them. One without any is refused. */
export function syncsOf(manifests: readonly PlainManifest[], file: string): readonly PlainManifest[] {
  const legacy = manifests.find(isLegacySync);
  if (legacy)
    throw new UserError(`${file} holds a ${legacy.kind} of ${legacy.apiVersion}`, {
      hint: `Convert it first: capstan weaver convert -f ${file} | capstan weaver plan -f -`,
    });
  const syncs = manifests.filter(isSync);
  if (syncs.length > 0) return syncs;
  const kinds = [...new Set(manifests.map(({ kind = 'manifest without kind' }) => kind))].join(', ');
  throw new UserError(`${file} holds no sync${kinds && `, but ${kinds}`}`, {
    hint: `Name a file with ConfigMapSyncs or SecretSyncs of ${ConfigMapSync.group}/${ConfigMapSync.version}.`,
  });
}

/** A sync as it is planned, and as it is where it is there. */
interface PlannedSync {
  readonly sync: ConfigMapSync | SecretSync;
  readonly before: ConfigMapSync | SecretSync | undefined;
}

/**
 * A sync as it would be once its manifest is applied: the server checks the spec and fills in defaults; a dry run stores
 * nothing. What is there is replaced, not applied to: an apply would keep list items of other field managers, so that a
 * namespace taken out of the file would still be planned.
 */
export async function checkedSync(client: Client, manifest: PlainManifest, ref: ObjectRef): Promise<PlannedSync> {
  return manifest.kind === SecretSync.kind
    ? check(client, SecretSync, manifest, ref)
    : check(client, ConfigMapSync, manifest, ref);
}

async function check(
  client: Client,
  resource: typeof ConfigMapSync | typeof SecretSync,
  manifest: PlainManifest,
  ref: ObjectRef,
): Promise<PlannedSync> {
  const { metadata: _filledIn, status: _reported, ...stated } = manifest as PlainManifest & { readonly status?: unknown };
  const before = await client.find(resource, ref);
  // The server is asked whether it is one: nothing here reads it.
  const object = { ...stated, metadata: before?.metadata ?? ref } as never;
  try {
    const sync = before
      ? await client.replace(resource, object, { dryRun: true })
      : await client.create(resource, object, { dryRun: true });
    return { sync, before };
  } catch (error) {
    // The operator has written the status in between: level with what is there now, it is asked again.
    if (!isApiError(error, 'Conflict', 'AlreadyExists')) throw error;
    return check(client, resource, manifest, ref);
  }
}
