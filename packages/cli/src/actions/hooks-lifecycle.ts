import { simulateLifecycle, type TimelineEntry, timelineLine, versionsBetween } from '@capstan/extension-kit';
import { type Duration, durationMs } from '@capstan/schema';
import pc from 'picocolors';
import type { EndpointOptions, OutputOptions, RequestOptions } from '../commands/hooks-options.ts';
import { printable, printableLine } from '../printable.ts';
import { UserError } from '../report-error.ts';
import { untilInterrupted } from '../until-interrupted.ts';
import { clusterOf, endpointOf } from './hooks-endpoint.ts';

export interface LifecycleOptions extends EndpointOptions, RequestOptions, OutputOptions {
  readonly speed: number;
  readonly patience: string;
}

/** Lives a cluster's life against an extension and prints the timeline; whether it came to its end. */
export async function lifecycle(options: LifecycleOptions): Promise<boolean> {
  const endpoint = await endpointOf(options);
  const cluster = await clusterOf(options.cluster);
  const versions = versionsBetween(cluster.spec.topology.version, options.to);
  const entries = simulateLifecycle({
    extensions: [{ endpoint, settings: options.settings }],
    cluster,
    versions,
    speed: options.speed,
    patience: checkedDuration(options.patience),
    signal: untilInterrupted(),
  });
  let isCompleted = false;
  for await (const entry of entries) {
    if (options.output === 'json') process.stdout.write(`${printable(JSON.stringify(entry))}\n`);
    else show(entry);
    isCompleted = entry.type === 'end' && entry.outcome === 'completed';
  }
  return isCompleted;
}

function show(entry: TimelineEntry): void {
  const line = timelineLine(entry);
  if (line !== undefined) process.stdout.write(`${coloured(entry, printableLine(line))}\n`);
}

function coloured(entry: TimelineEntry, line: string): string {
  switch (entry.type) {
    case 'phase':
      return pc.dim(line);
    case 'end':
      return entry.outcome === 'completed' ? pc.green(line) : pc.red(line);
    case 'call':
      if (entry.answer === 'proceed') return line;
      return entry.answer === 'wait' ? pc.yellow(line) : pc.red(line);
    default:
      return entry satisfies never;
  }
}

function checkedDuration(text: string): Duration {
  try {
    durationMs(text as Duration); // which says whether it is one
    return text as Duration;
  } catch (error) {
    throw new UserError(`--patience ${text} is no duration`, { hint: "Write it as '90s', '10m' or '1h'.", cause: error });
  }
}
