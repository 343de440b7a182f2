import { createHash } from 'node:crypto';
import type { Client } from '@capstan/client';
import { ConfigMap, cloneJson, type JsonObject, stableStringify } from '@capstan/schema';
import type { ProfilePlugin } from '../api/plugin-fields.ts';
import { type ProfileSpec, ReadinessProfile } from '../api/readiness-profile.ts';
import type { Run } from '../api/run-fields.ts';
import { ReadinessError } from '../readiness-error.ts';
import { type PluginDefinition, parsePlugin } from '../sonobuoy/plugin-definition.ts';

/** A profile as a run keeps it: every definition is in it. */
export type Snapshot = ProfileSpec;

/** A report keeps the snapshot in its status, beside results; an object of 1.5 MiB is refused by etcd. */
const maxSnapshotBytes = 512 * 1024;
/** What the profile's own field admits. */
const maxDefinitionBytes = 128 * 1024;

/** Reads what a profile refers to, and checks all plugins. Throws `InvalidPlugin`. */
export async function resolveProfile(
  spec: ProfileSpec,
  options: { readonly management: Client; readonly signal: AbortSignal },
): Promise<Snapshot> {
  const plugins: ProfilePlugin[] = [];
  for (const { definitionFrom, ...plugin } of spec.plugins) {
    const definition = definitionFrom ? await readDefinition(plugin.name, definitionFrom, options) : plugin.definition;
    checkSize(`the definition of plugin "${plugin.name}"`, definition ?? '', maxDefinitionBytes);
    parsePlugin(definition ?? '', plugin.name);
    plugins.push({ ...plugin, ...(definition !== undefined && { definition }) });
  }
  checkNames(spec);
  const snapshot = { ...spec, plugins };
  checkSize('the profile with all definitions', JSON.stringify(snapshot), maxSnapshotBytes);
  return snapshot;
}

function checkSize(what: string, text: string, maxBytes: number): void {
  const bytes = Buffer.byteLength(text);
  if (bytes <= maxBytes) return;
  throw new ReadinessError(`${what} has ${bytes} bytes, where ${maxBytes} are the most`, {
    code: 'InvalidPlugin',
    hint: 'Put large files into the image of the plugin, or divide the profile.',
  });
}

/** Results go by these names: a probe must not pass for the plugin that is called as it is. */
function checkNames({ plugins, jobs, probes }: ProfileSpec): void {
  const names = [...plugins, ...jobs, ...probes].map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return;
  throw new ReadinessError(`two checks of the profile are called "${twice}"`, {
    code: 'InvalidPlugin',
    hint: 'Give each plugin, job and probe a name of its own.',
  });
}

async function readDefinition(
  plugin: string,
  { namespace, name, key }: NonNullable<ProfilePlugin['definitionFrom']>,
  { management, signal }: { readonly management: Client; readonly signal: AbortSignal },
): Promise<string> {
  const configMap = await management.find(ConfigMap, { name, namespace }, { signal });
  const text = configMap?.data?.[key];
  if (text !== undefined) return text;
  const what = configMap ? `ConfigMap ${namespace}/${name} has no key "${key}"` : `ConfigMap ${namespace}/${name} does not exist`;
  throw new ReadinessError(`the definition of plugin "${plugin}" cannot be read: ${what}`, {
    code: 'InvalidPlugin',
    hint: 'Create it, or put the definition into the profile.',
  });
}

/** The profile that a run keeps; fields that are newer than the run have their defaults. */
export const snapshotOf = ({ profile }: Run): Snapshot =>
  ReadinessProfile.parse({ metadata: { name: 'snapshot' }, spec: profile }).spec;
export const storedSnapshot = (snapshot: Snapshot): JsonObject => cloneJson(snapshot) as unknown as JsonObject; // plain JSON, as all specs

export const definitionsOf = (snapshot: Snapshot): readonly PluginDefinition[] =>
  snapshot.plugins.map(({ name, definition }) => parsePlugin(definition ?? '', name));

/** Changes when other checks are asked for; not with limits, places and the like. */
export function checksDigest({ plugins, jobs, probes, sonobuoy, knownFailures }: ProfileSpec): string {
  const checks = stableStringify({ plugins, jobs, probes, sonobuoy, knownFailures });
  return createHash('sha256').update(checks).digest('hex').slice(0, 16);
}
