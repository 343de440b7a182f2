import { readFile, rm } from 'node:fs/promises';
import type { Client } from '@capstan/client';
import { Job } from '@capstan/schema';
import { partialFile } from '../archive/retrieve-archive.ts';
import { unpackResults } from '../archive/unpack-results.ts';
import type { SourceOutcome } from '../results/case-result.ts';
import { type PluginResults, pluginOutcome } from '../results/plugin-outcome.ts';
import type { PluginStatus } from '../sonobuoy/aggregator-status.ts';
import { definitionsOf, type Snapshot } from './resolve-profile.ts';
import { archiveFile, checksNamespace } from './run-places.ts';
import type { RunContext } from './run-step.ts';
import { attempted } from './sonobuoy-plan.ts';

/** The redacted archive, which is what is kept. */
export const redactedFile = (context: RunContext): string => `${archiveFile(context)}.redacted`;

/** What the plugins of this attempt brought. Throws `ENOENT` where the archive has to be fetched anew. */
export async function pluginOutcomes(snapshot: Snapshot, context: RunContext): Promise<readonly SourceOutcome[]> {
  const { run, settings, signal } = context;
  const chosen = attempted(snapshot.plugins, run);
  if (chosen.length === 0) return [];
  const file = archiveFile(context);
  const statuses = JSON.parse(await readFile(`${file}.json`, 'utf8')) as readonly PluginStatus[]; // written by this operator
  const results = await unpackResults(file, redactedFile(context), { limits: settings.archiveLimits, signal });
  const definitions = definitionsOf(snapshot);
  return chosen.flatMap((plugin) => {
    const definition = definitions.find(({ name }) => name === plugin.name);
    if (!definition) return [];
    const own = statuses.filter((status) => status.plugin === plugin.name);
    // A later attempt may run some of the cases only.
    const minimumCases = run.attempt === 1 ? plugin.minimumCases : 1;
    const nodes = definition.driver === 'Job' ? ['global'] : daemonNodesOf(run.daemonNodes?.[plugin.name] ?? 1, own);
    const found: PluginResults | undefined = results.get(plugin.name);
    return [pluginOutcome({ definition, minimumCases, nodes, statuses: own }, found)];
  });
}

/** The nodes Sonobuoy reported on; where they are fewer than there were, the others have no name but are missing. */
function daemonNodesOf(count: number, statuses: readonly PluginStatus[]): readonly string[] {
  const names = statuses.map(({ node }) => node);
  const unnamed = Array.from({ length: Math.max(0, count - names.length) }, (_, index) => `(node ${names.length + index + 1})`);
  return [...names, ...unnamed];
}

export async function jobOutcomes(
  workload: Client,
  snapshot: Snapshot,
  { run, signal }: RunContext,
): Promise<readonly SourceOutcome[]> {
  const outcomes: SourceOutcome[] = [];
  for (const { name } of attempted(snapshot.jobs, run)) {
    const job = await workload.find(Job, { name, namespace: checksNamespace(snapshot) }, { signal });
    outcomes.push({ name, kind: 'Job', ...jobResult(name, job) });
  }
  return outcomes;
}

function jobResult(name: string, job: Job | undefined): Pick<SourceOutcome, 'cases' | 'problems'> {
  const ended = job?.status?.conditions?.find(
    ({ type, status }) => (type === 'Complete' || type === 'Failed') && status === 'True',
  );
  if (!ended) {
    const message = job ? 'the Job has not ended; is there a job controller?' : 'the Job is gone';
    return { cases: [], problems: [{ reason: 'ResultsMissing', message }] };
  }
  if (ended.type === 'Complete') return { cases: [{ source: name, name, status: 'passed' }], problems: [] };
  const message = [ended.reason, ended.message].filter((part) => part).join(': ');
  return { cases: [{ source: name, name, status: 'failed', message }], problems: [] };
}

export function probeOutcomes(snapshot: Snapshot, { run }: RunContext): readonly SourceOutcome[] {
  return attempted(snapshot.probes, run).map(({ name }) => {
    const found = run.probes?.find((probe) => probe.name === name);
    const message = found?.message ?? '';
    if (!found || found.state === 'Waiting') {
      return { name, kind: 'Probe', cases: [], problems: [{ reason: 'ResultsMissing', message: message || 'it was not tried' }] };
    }
    const status = found.state === 'Passed' ? 'passed' : 'failed';
    return { name, kind: 'Probe', cases: [{ source: name, name, status, message }], problems: [] };
  });
}

/** Removes what a run left on disk. */
export async function removeFiles(context: RunContext): Promise<void> {
  const file = archiveFile(context);
  const files = [file, partialFile(file), `${file}.json`, redactedFile(context)];
  for (const path of files) await rm(path, { force: true });
  context.room.leave();
}
