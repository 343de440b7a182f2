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

/** Reads what a profile refers to, and checks all plugins. Throws `InvalidPlugin`. */
export async function resolveProfile(
  spec: ProfileSpec,
  options: { readonly management: Client; readonly signal: AbortSignal },
): Promise<Snapshot> {
  const plugins: ProfilePlugin[] = [];
  for (const { definitionFrom, ...plugin } of spec.plugins) {
    const definition = definitionFrom ? await readDefinition(plugin.name, definitionFrom, options) : plugin.definition;
    parsePlugin(definition ?? '', plugin.name);
    plugins.push({ ...plugin, ...(definition !== undefined && { definition }) });
  }
  return { ...spec, plugins };
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
