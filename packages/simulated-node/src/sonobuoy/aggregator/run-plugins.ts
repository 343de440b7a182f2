import { setTimeout as delay } from 'node:timers/promises';
import type { ProgramContext } from '../../program.ts';
import { issueCertificate, type KeyedCertificate } from '../../tls/certificate.ts';
import type { Pace } from '../pace.ts';
import { launchPlugin } from './launch-plugin.ts';
import { failMissing, monitorPlugin } from './plugin-monitor.ts';
import type { PluginRun } from './plugin-objects.ts';
import type { ReceivedResults } from './received-results.ts';
import { runningStatus } from './run-status.ts';
import { annotate } from './status-annotation.ts';

export interface PluginsOptions {
  readonly context: ProgramContext;
  readonly pace: Pace;
  readonly authority: KeyedCertificate;
  readonly received: ReceivedResults;
}

/** Runs the plugins, group after group, until all their results are there, and keeps the status up to date meanwhile. */
export async function runPlugins(runs: readonly PluginRun[], options: PluginsOptions): Promise<void> {
  const { context, received } = options;
  const ended = new AbortController();
  const signal = AbortSignal.any([context.signal, ended.signal]);
  const annotating = keepAnnotated({ ...options, signal });
  try {
    for (const group of groupsInOrder(runs)) {
      await Promise.all(group.map((run) => runPlugin(run, options)));
    }
  } finally {
    ended.abort();
    await annotating;
  }
  context.signal.throwIfAborted();
  await annotate(context.client, context.pod, runningStatus(received.expected, received.received, received.progress));
}

function groupsInOrder(runs: readonly PluginRun[]): readonly (readonly PluginRun[])[] {
  const groups = Map.groupBy(runs, ({ definition }) => definition.config.order);
  const byName = (a: PluginRun, b: PluginRun) => (a.definition.config.pluginName < b.definition.config.pluginName ? -1 : 1);
  return [...groups].toSorted(([a], [b]) => a - b).map(([, group]) => group.toSorted(byName));
}

async function runPlugin(run: PluginRun, { context, pace, authority, received }: PluginsOptions): Promise<void> {
  const { client, signal, log } = context;
  const { pluginName } = run.definition.config;
  log(`Launching plugin ${pluginName} with order ${run.definition.config.order}`);
  const certificate = await issueCertificate(
    { commonName: pluginName, use: 'client', validFrom: new Date(), hours: 48 },
    authority,
  );
  try {
    await launchPlugin(client, run, certificate);
  } catch (error) {
    const message = `error running plugin ${pluginName}: ${error instanceof Error ? error.message : error}`;
    log(message);
    await failMissing(run, received, { error: message });
  }
  await monitorPlugin(run, received, { client, pace, signal });
}

async function keepAnnotated({
  context,
  pace,
  received,
  signal,
}: PluginsOptions & { readonly signal: AbortSignal }): Promise<void> {
  const { client, pod, log } = context;
  while (!signal.aborted) {
    const status = runningStatus(received.expected, received.received, received.progress);
    await annotate(client, pod, status).catch((error: unknown) => {
      log(`couldn't annotate sonobuoy pod: ${error instanceof Error ? error.message : error}`);
    });
    await delay(pace.annotateMs, undefined, { signal }).catch(() => undefined);
  }
}
