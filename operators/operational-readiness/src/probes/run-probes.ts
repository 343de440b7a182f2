import { isApiError } from '@capstan/client';
import type { Probe } from '../api/probe-fields.ts';
import type { ProbeState } from '../api/run-fields.ts';
import { isReadinessError } from '../readiness-error.ts';
import { isUnreachable } from '../run/workload-clusters.ts';
import { limitMs } from '../timestamps.ts';
import { imagesProbe, storageProbe } from './pod-probes.ts';
import { type Finding, lacks, type ProbeContext, type ProbeFunction } from './probe-context.ts';
import { apiServerProbe, dnsProbe, nodesProbe, webhooksProbe } from './read-probes.ts';

const probes: Readonly<Record<Probe['type'], ProbeFunction>> = {
  ApiServer: apiServerProbe,
  Nodes: nodesProbe,
  Dns: dnsProbe,
  Images: imagesProbe,
  Storage: storageProbe,
  Webhooks: webhooksProbe,
};

/** The first thing that is missing; `undefined` when all probes hold. */
export async function firstLack(wanted: readonly Probe[], context: ProbeContext): Promise<string | undefined> {
  for (const probe of wanted) {
    const finding = await find(probe, context);
    if (!finding.holds) return `${probe.name}: ${finding.message}`;
  }
  return undefined;
}

/** Probes as checks: what held once has passed, what did not within its time has failed. `sinceMs`: how long they are tried. */
export async function probeStates(
  wanted: readonly Probe[],
  earlier: readonly ProbeState[],
  context: ProbeContext & { readonly sinceMs: number },
): Promise<readonly ProbeState[]> {
  const states: ProbeState[] = [];
  for (const probe of wanted) {
    const known = earlier.find(({ name }) => name === probe.name);
    if (known && known.state !== 'Waiting') {
      states.push(known);
      continue;
    }
    const finding = await find(probe, context);
    const over = context.sinceMs > limitMs(probe.timeout);
    states.push({
      name: probe.name,
      state: finding.holds ? 'Passed' : over ? 'Failed' : 'Waiting',
      message: finding.message.slice(0, 1024),
    });
  }
  return states;
}

/** What the API refuses is a finding; a cluster that cannot be reached is not the probe's to judge. */
async function find(probe: Probe, context: ProbeContext): Promise<Finding> {
  try {
    return await probes[probe.type](probe, context);
  } catch (error) {
    const refused = isReadinessError(error, 'ForeignRun') || isReadinessError(error, 'StillRemoving');
    if (refused || (isApiError(error) && !isUnreachable(error))) return lacks(error.message);
    throw error;
  }
}
