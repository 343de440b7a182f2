import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@capstan/client';
import { Pod } from '@capstan/schema';
import type { Pace } from '../pace.ts';
import type { PluginRun } from './plugin-objects.ts';
import { podFailure } from './pod-failure.ts';
import type { ReceivedResults } from './received-results.ts';
import { keyOf } from './run-status.ts';

const timeoutMessage =
  'Plugin timeout while waiting for results so there are no results. Check pod logs or other cluster details for more information as to why this occurred.';

export interface MonitorOptions {
  readonly client: Client;
  readonly pace: Pace;
  readonly signal: AbortSignal;
}

/** Waits for a plugin's results, and hands in an error for what is not going to bring any. */
export async function monitorPlugin(run: PluginRun, received: ReceivedResults, options: MonitorOptions): Promise<void> {
  const { pluginName } = run.definition.config;
  const { timeoutseconds } = run.config.Server;
  const deadline = timeoutseconds === 0 ? Number.POSITIVE_INFINITY : Date.now() + timeoutseconds * 1000;
  while (!received.isComplete(pluginName)) {
    await waitForResults(received, pluginName, Math.min(options.pace.monitorMs, deadline - Date.now()), options.signal);
    if (received.isComplete(pluginName)) return;
    if (Date.now() >= deadline) await failMissing(run, received, { error: timeoutMessage });
    else await checkPods(run, received, options);
  }
}

async function waitForResults(received: ReceivedResults, plugin: string, ms: number, signal: AbortSignal): Promise<void> {
  const enough = new AbortController();
  const ended = AbortSignal.any([signal, enough.signal]);
  try {
    // Whichever comes second is let go of by the abort below.
    await Promise.race([
      received.complete(plugin, ended).catch(() => undefined),
      delay(Math.max(ms, 1), undefined, { signal: ended }),
    ]);
  } finally {
    enough.abort();
  }
}

async function checkPods(run: PluginRun, received: ReceivedResults, { client, pace, signal }: MonitorOptions): Promise<void> {
  const { driver, pluginName } = run.definition.config;
  const pods = await Array.fromAsync(
    client.list(Pod, { namespace: run.config.Namespace, labels: { 'sonobuoy-run': run.session }, signal }),
  ).catch(() => []);
  for (const pod of pods) {
    const node = driver === 'Job' ? 'global' : (pod.spec?.nodeName ?? '');
    if (received.received.has(keyOf({ plugin: pluginName, node }))) continue;
    const error = podFailure(pod, Date.now(), pace);
    if (error !== undefined) await received.take(errorResult(pluginName, node, { error, pod }));
  }
}

/** Hands in an error for every result of the plugin that has not come. */
export async function failMissing(run: PluginRun, received: ReceivedResults, details: { readonly error: string }): Promise<void> {
  for (const { plugin, node } of received.expected) {
    const missing = plugin === run.definition.config.pluginName && !received.received.has(keyOf({ plugin, node }));
    if (missing) await received.take(errorResult(plugin, node, details));
  }
}

function errorResult(plugin: string, node: string, details: { readonly error: string; readonly pod?: Pod }) {
  const body = Buffer.from(JSON.stringify(details));
  return { plugin, node, error: details.error, mimeType: 'application/json', fileName: 'error.json', body };
}
