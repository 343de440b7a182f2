import type { JsonObject, KubeObject } from '@capstan/schema';
import { objectIn, objectsIn, parseObject, textIn } from '../json-fields.ts';

const statusAnnotation = 'sonobuoy.hept.io/status';

/** What the aggregator says about its run. */
export interface AggregatorStatus {
  readonly state: 'running' | 'post-processing' | 'complete' | 'failed';
  readonly plugins: readonly PluginStatus[];
  readonly archive?: { readonly name: string; readonly sha256: string; readonly bytes: number };
}

export interface PluginStatus {
  readonly plugin: string;
  /** `global` for a Job. */
  readonly node: string;
  readonly state: string;
  readonly result: string;
  readonly progress?: { readonly completed: number; readonly total: number; readonly message: string; readonly failures: number };
}

/** Reads the annotation of the aggregator's pod. `undefined`: it has said nothing yet, or nothing that can be read. */
export function aggregatorStatus(pod: KubeObject): AggregatorStatus | undefined {
  const status = parseObject(pod.metadata.annotations?.[statusAnnotation]);
  const state = ['running', 'post-processing', 'complete', 'failed'].find((known) => known === status?.['status']);
  if (!status || state === undefined) return undefined;
  const archive = archiveOf(objectIn(status['tar-info']) ?? {});
  return {
    state: state as AggregatorStatus['state'], // one of those just listed
    plugins: objectsIn(status['plugins']).map(pluginStatus),
    ...(archive && { archive }),
  };
}

/** In short, for people and to tell whether anything moved: `e2e 12/40, logs running`. */
export function describeProgress({ plugins, state }: AggregatorStatus): string {
  const byPlugin = Map.groupBy(plugins, ({ plugin }) => plugin);
  const parts = [...byPlugin].map(([plugin, statuses]) => {
    const [first] = statuses;
    if (statuses.length > 1) {
      return `${plugin} ${statuses.filter((status) => status.state !== 'running').length}/${statuses.length} nodes`;
    }
    return first?.progress && first.state === 'running'
      ? `${plugin} ${first.progress.completed}/${first.progress.total}`
      : `${plugin} ${first?.state ?? 'unknown'}`;
  });
  return [...parts, ...(state === 'running' ? [] : [state])].join(', ');
}

function pluginStatus(status: JsonObject): PluginStatus {
  const progress = objectIn(status['progress']);
  return {
    plugin: textIn(status['plugin']),
    node: textIn(status['node']),
    state: textIn(status['status']),
    result: textIn(status['result-status']),
    ...(progress && {
      progress: {
        completed: Number(progress['completed'] ?? 0),
        total: Number(progress['total'] ?? 0),
        message: textIn(progress['msg']),
        failures: Array.isArray(progress['failures']) ? progress['failures'].length : 0,
      },
    }),
  };
}

/** Zero values stand for none. */
function archiveOf(tar: JsonObject): AggregatorStatus['archive'] {
  const name = textIn(tar['name']);
  return name === '' ? undefined : { name, sha256: textIn(tar['sha256']), bytes: Number(tar['size'] ?? 0) };
}
