import type { Client } from '@capstan/client';
import { type Pod, ServiceAccount, type TokenRequest } from '@capstan/schema';
import type { VolumeSpec } from '../pod-types.ts';
import { readKeys } from './api-content.ts';
import { ContentError } from './content-error.ts';
import { podField } from './pod-fields.ts';
import { Volume } from './volume.ts';

interface VolumeSource {
  readonly client: Client;
  readonly pod: Pod;
  readonly signal: AbortSignal;
}

type Files = Record<string, Uint8Array>;

interface KeyedSource {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name: string | undefined;
  readonly items: readonly { readonly key: string; readonly path: string }[] | undefined;
  readonly optional: boolean | undefined;
}

/** The volumes of a pod by name. Throws a `ContentError` while something that they need is missing. */
export async function podVolumes(source: VolumeSource): Promise<ReadonlyMap<string, Volume>> {
  const volumes = new Map<string, Volume>();
  for (const spec of source.pod.spec?.volumes ?? []) volumes.set(spec.name, await volumeOf(spec, source));
  return volumes;
}

async function volumeOf(spec: VolumeSpec, source: VolumeSource): Promise<Volume> {
  const { configMap, secret, projected, downwardAPI } = spec;
  // The host has no files: a hostPath is as empty as an emptyDir.
  if (spec.emptyDir || spec.hostPath) return new Volume({ readOnly: false });
  if (configMap) return readOnly(await keyedFiles(keyed('ConfigMap', configMap), source));
  if (secret) return readOnly(await keyedFiles(keyed('Secret', { ...secret, name: secret.secretName }), source));
  if (downwardAPI) return readOnly(fieldFiles(downwardAPI.items, source.pod));
  if (projected) return readOnly(await projectedFiles(projected.sources ?? [], source));
  const type = Object.keys(spec).find((key) => key !== 'name') ?? 'none';
  throw new ContentError('ContainerCreating', `this node mounts no volume of type ${type} (volume "${spec.name}")`);
}

type ProjectedSources = NonNullable<NonNullable<VolumeSpec['projected']>['sources']>;

async function projectedFiles(sources: ProjectedSources, source: VolumeSource): Promise<Files> {
  const files: Files = {};
  for (const { configMap, secret, downwardAPI, serviceAccountToken } of sources) {
    if (configMap) Object.assign(files, await keyedFiles(keyed('ConfigMap', configMap), source));
    if (secret) Object.assign(files, await keyedFiles(keyed('Secret', secret), source));
    if (downwardAPI) Object.assign(files, fieldFiles(downwardAPI.items, source.pod));
    if (serviceAccountToken) files[serviceAccountToken.path] = Buffer.from(await tokenOf(serviceAccountToken, source));
  }
  return files;
}

function keyed(kind: KeyedSource['kind'], source: Partial<Omit<KeyedSource, 'kind'>>): KeyedSource {
  return { kind, name: source.name, items: source.items, optional: source.optional };
}

async function keyedFiles({ kind, name = '', items, optional = false }: KeyedSource, source: VolumeSource): Promise<Files> {
  const { client, pod, signal } = source;
  const keys = await readKeys(client, { kind, name, namespace: pod.metadata.namespace ?? '', optional }, signal).catch(asMount);
  if (!keys || !items) return { ...keys };
  const files: Files = {};
  for (const { key, path } of items) {
    const content = keys[key];
    if (content) files[path] = content;
    else if (!optional) throw new ContentError('ContainerCreating', `${kind} "${name}" has no key "${key}" to mount`);
  }
  return files;
}

/** A missing volume leaves the container waiting to be created; a missing variable is a mistake in its configuration. */
function asMount(error: unknown): never {
  throw error instanceof ContentError
    ? new ContentError('ContainerCreating', `MountVolume.SetUp failed: ${error.message}`)
    : error;
}

type FieldItems = NonNullable<VolumeSpec['downwardAPI']>['items'];

function fieldFiles(items: FieldItems, pod: Pod): Files {
  return Object.fromEntries(
    (items ?? []).map(({ path, fieldRef }) => [path, Buffer.from(podField(pod, fieldRef?.fieldPath ?? ''))]),
  );
}

async function tokenOf(
  token: { readonly audience?: string | undefined; readonly expirationSeconds?: number | undefined },
  { client, pod, signal }: VolumeSource,
): Promise<string> {
  const { name, uid, namespace } = pod.metadata;
  const spec = {
    audiences: token.audience ? [token.audience] : [],
    expirationSeconds: token.expirationSeconds ?? 3600,
    boundObjectRef: { apiVersion: 'v1', kind: 'Pod', name, uid },
  };
  const account = { name: pod.spec?.serviceAccountName ?? 'default', namespace };
  const request = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec };
  const answer = await client.createSubresource(ServiceAccount, account, 'token', request, { signal });
  return (answer as TokenRequest).status?.token ?? ''; // what this subresource answers
}

const readOnly = (files: Files) => new Volume({ readOnly: true, files });
