import type { SonobuoyRun } from '../sonobuoy/sonobuoy-run.ts';
import { limitMs } from '../timestamps.ts';
import { definitionsOf, type Snapshot } from './resolve-profile.ts';
import { sonobuoyNamespace } from './run-places.ts';
import { ownerOf, type RunContext } from './run-step.ts';

const levels = ['NamespaceAdmin', 'ClusterRead', 'ClusterAdmin'] as const;

/** What Sonobuoy has to run in this attempt: all plugins first, then those whose cases failed. */
export function sonobuoyPlan(context: RunContext, snapshot: Snapshot): SonobuoyRun {
  const { run } = context;
  const chosen = attempted(snapshot.plugins, run);
  const needed = Math.max(0, ...chosen.map(({ permissions }) => levels.indexOf(permissions)));
  const names = new Set(chosen.map(({ name }) => name));
  return {
    namespace: sonobuoyNamespace(snapshot),
    permissions: levels[needed] ?? 'NamespaceAdmin',
    image: snapshot.sonobuoy.image,
    imagePullPolicy: snapshot.sonobuoy.imagePullPolicy,
    tolerateControlPlane: snapshot.sonobuoy.tolerateControlPlane,
    timeoutSeconds: Math.ceil(limitMs(snapshot.timeLimits.run) / 1000),
    kubernetesVersion: run.cluster?.kubernetesVersion ?? '',
    plugins: definitionsOf(snapshot).filter(({ name }) => names.has(name)),
    environment: Object.fromEntries(
      chosen.flatMap(({ name, focusVariable }) =>
        focusVariable !== undefined && run.attempt > 1 ? [[name, { [focusVariable]: focusOn(name, run) }]] : [],
      ),
    ),
    owner: ownerOf(context, snapshot.timeLimits.run),
  };
}

/** Those of a profile's checks that this attempt makes. */
export function attempted<Check extends { readonly name: string }>(
  checks: readonly Check[],
  { attempt, retrying }: RunContext['run'],
): readonly Check[] {
  return attempt === 1 ? checks : checks.filter(({ name }) => retrying?.includes(name));
}

const focusOn = (plugin: string, { cases = [] }: RunContext['run']): string =>
  cases
    .filter(({ source, status }) => source === plugin && status === 'failed')
    .map(({ name }) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('|');
