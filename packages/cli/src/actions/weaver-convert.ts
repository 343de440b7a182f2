import { type Client, createClient, isApiError } from '@capstan/client';
import {
  ConfigMapSync,
  convertSync,
  isLegacySync,
  legacyFinalizer,
  legacyGroup,
  type PlainManifest,
} from '@capstan/config-weaver';
import type { KubeObject, ResourceType } from '@capstan/schema';
import { stringify } from 'yaml';
import { findCluster } from '../find-cluster.ts';
import { printableLine } from '../printable.ts';
import { UserError } from '../report-error.ts';
import { readManifests } from './weaver-manifests.ts';
import { toStandardOutput, type Write } from './weaver-table.ts';

export interface WeaverConvertOptions {
  readonly file?: string;
  readonly live?: boolean;
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly namespace?: string;
}

/** Converts syncs of the former operator, from a file or in a cluster. Answers the exit code. */
export async function weaverConvert(options: WeaverConvertOptions, write: Write = toStandardOutput): Promise<0 | 1> {
  if (options.file !== undefined && !options.live) return convertFile(options.file, write);
  if (options.live && options.file === undefined) return convertLive(options, write);
  throw new UserError('name a file with -f, or convert the objects of a cluster with --live');
}

async function convertFile(path: string, write: Write): Promise<0> {
  const manifests = await readManifests(path);
  const converted = manifests.map((manifest) => (isLegacySync(manifest) ? convertSync(manifest) : manifest));
  if (!manifests.some(isLegacySync)) throw new UserError(`${path} holds no ConfigMapSync of group ${legacyGroup}`);
  write(converted.map((manifest) => stringify(manifest, { aliasDuplicateObjects: false })).join('---\n'));
  return 0;
}

/**
 * Each object in turn: the new one is made and takes the copies over, then the old one goes, without its finalizer, which
 * would remove them.
 */
async function convertLive(options: WeaverConvertOptions, write: Write): Promise<0 | 1> {
  await using client = createClient(await findCluster(options), { fieldManager: 'capstan-convert' });
  const legacy = await legacyKind(client);
  const { namespace } = options;
  const outcomes: ('converted' | 'unfinished')[] = [];
  for await (const old of client.list(legacy, { namespace })) {
    const failure = await convertOne(client, legacy, old).catch(refusalOf);
    outcomes.push(failure === undefined ? 'converted' : 'unfinished');
    write(`${old.metadata.namespace}/${old.metadata.name}: ${failure === undefined ? 'converted' : printableLine(failure)}\n`);
  }
  const where = namespace === undefined ? 'the cluster' : `namespace ${namespace}`;
  if (outcomes.length === 0) write(`${where} has no ConfigMapSync of group ${legacyGroup}: nothing is to be converted\n`);
  return outcomes.includes('unfinished') ? 1 : 0;
}

/** Answers why the old one stays, where it does. */
async function convertOne(client: Client, legacy: ResourceType, old: KubeObject): Promise<string | undefined> {
  const { name, namespace = '', finalizers = [] } = old.metadata;
  await client.apply(ConfigMapSync, convertSync(old as PlainManifest) as never, { force: true }); // its spec is checked by the server
  const taken = await takenOver(client, name, namespace);
  if (!taken.ok) return `made, the old one stays: ${taken.message}`;
  const kept = finalizers.filter((finalizer) => finalizer !== legacyFinalizer);
  await client.patch(legacy, { name, namespace }, { type: 'merge', body: { metadata: { finalizers: kept } } });
  await client.delete(legacy, { name, namespace });
  return undefined;
}

/** What the server refuses concerns one object, and the others go on. */
function refusalOf(error: unknown): string {
  if (isApiError(error)) return `not converted: ${error.message}`;
  throw error;
}

async function legacyKind(client: Client): Promise<ResourceType> {
  for (const version of ['v1alpha1', 'v1beta1', 'v1']) {
    try {
      return await client.discovery.resourceFor({ apiVersion: `${legacyGroup}/${version}`, kind: ConfigMapSync.kind });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'KindNotServed')) throw error;
    }
  }
  throw new UserError(`the cluster has no ConfigMapSync of group ${legacyGroup}`, {
    hint: 'Nothing is to be converted there; -f converts manifests of a file.',
  });
}

/** Waits until the operator has looked at a sync once. */
async function takenOver(
  client: Client,
  name: string,
  namespace: string,
): Promise<{ readonly ok: boolean; readonly message: string }> {
  const watching = { namespace, fields: `metadata.name=${name}`, signal: AbortSignal.timeout(30_000) };
  for await (const event of client.watch(ConfigMapSync, watching)) {
    if (event.type !== 'listed' && event.type !== 'applied') continue;
    const { status, metadata } = event.object;
    const ready = status?.conditions?.find(({ type }) => type === 'Ready');
    if (!ready || ready.status === 'Unknown' || status?.observedGeneration !== metadata.generation) continue;
    return { ok: ready.status === 'True', message: ready.message };
  }
  return { ok: false, message: 'the operator did not look at the new one within 30 s; is it running?' };
}
