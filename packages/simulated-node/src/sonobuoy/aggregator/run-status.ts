import { type Item, statusCounts } from '../results/item.ts';
import type { Progress } from './progress.ts';

export interface PluginStatus {
  readonly plugin: string;
  /** `global`, or the node of a DaemonSet plugin's result. */
  readonly node: string;
  readonly status: 'running' | 'complete' | 'failed';
  readonly 'result-status': string;
  readonly 'result-counts': Readonly<Record<string, number>> | null;
  readonly progress?: Progress;
}

export interface TarInfo {
  readonly name: string;
  readonly created: string;
  readonly sha256: string;
  readonly size: number;
}

/** The annotation `sonobuoy.hept.io/status` of the aggregator's pod. */
export interface RunStatus {
  readonly plugins: readonly PluginStatus[] | null;
  readonly status: 'running' | 'post-processing' | 'complete';
  readonly 'tar-info': TarInfo;
}

/** A result that the aggregator waits for. */
export interface ExpectedResult {
  readonly plugin: string;
  readonly node: string;
}

export const keyOf = ({ plugin, node }: ExpectedResult) => `${plugin}/${node || 'global'}`;

const noTarball: TarInfo = { name: '', created: '0001-01-01T00:00:00Z', sha256: '', size: 0 };

/** Before anything is known. */
export const firstStatus: RunStatus = { plugins: null, status: 'running', 'tar-info': noTarball };

/** While plugins run. One that could not be run keeps the whole at `running`. */
export function runningStatus(
  expected: readonly ExpectedResult[],
  received: ReadonlyMap<string, { readonly error?: string }>,
  progress: ReadonlyMap<string, Progress>,
): RunStatus {
  const plugins = expected.map((result): PluginStatus => {
    const key = keyOf(result);
    const got = received.get(key);
    const latest = progress.get(key);
    return {
      ...result,
      status: got === undefined ? 'running' : got.error === undefined ? 'complete' : 'failed',
      'result-status': '',
      'result-counts': null,
      ...(latest && { progress: latest }),
    };
  });
  const complete = plugins.every(({ status }) => status === 'complete');
  return { plugins, status: complete ? 'post-processing' : 'running', 'tar-info': noTarball };
}

/** With the results of one plugin, once they were read. */
export function withResults(status: RunStatus, plugin: string, results: Item): RunStatus {
  const plugins = (status.plugins ?? []).map((entry) => {
    if (entry.plugin !== plugin) return entry;
    const item = entry.node === 'global' ? results : results.items?.find(({ name }) => name === entry.node);
    return item ? { ...entry, 'result-status': item.status, 'result-counts': statusCounts(item) } : entry;
  });
  return { ...status, plugins };
}
