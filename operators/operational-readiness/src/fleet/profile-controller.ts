import { Cluster } from '@capstan/capi';
import { type Context, type Controller, controller, done, type Outcome } from '@capstan/runtime';
import { reportName } from '../api/names.ts';
import { ReadinessProfile } from '../api/readiness-profile.ts';
import { ReadinessReport } from '../api/readiness-report.ts';
import { counted } from '../counted.ts';
import { fleetMetrics } from '../readiness-metrics.ts';
import { waitsForSlot } from '../run/slots.ts';
import { reportFor } from './record-report.ts';
import { rangeProblem, selects, stillSelects } from './selection.ts';

type ProfileContext = Context<typeof ReadinessProfile, typeof Cluster | typeof ReadinessReport, typeof ReadinessReport>;

/** Records what is to be checked for clusters that were there before their profile, and counts how the fleet stands. */
export function profileController(): Controller {
  return controller({
    name: 'readiness-profile',
    for: ReadinessProfile,
    reads: [Cluster, ReadinessReport],
    writes: [ReadinessReport],
    metrics: fleetMetrics,
    reconcile,
  });
}

async function reconcile(profile: ReadinessProfile, ctx: ProfileContext): Promise<Outcome> {
  const problem = rangeProblem(profile);
  if (problem !== undefined) {
    const message = `${problem}; reports that are there stay, and their gates hold`;
    ctx.condition('Ready', false, 'InvalidVersions', message);
    ctx.status({ observedGeneration: profile.metadata.generation ?? 0 });
    return done();
  }
  const reports: ReadinessReport[] = [];
  for (const cluster of ctx.list(Cluster).filter(isUsable)) {
    const { namespace } = cluster.metadata;
    const name = reportName(cluster.metadata.name, profile.metadata.name);
    const known = ctx.get(ReadinessReport, { name, ...(namespace !== undefined && { namespace }) });
    if (!(known ? stillSelects(profile, cluster, known) : selects(profile, cluster))) continue;
    // Applying twice is the same as once, so it does not matter whether the hook was first.
    reports.push(known ?? (await ctx.apply(ReadinessReport, reportFor(cluster, profile.metadata.name), { force: true })));
  }
  const counts = { selected: reports.length, ...standing(reports) };
  ctx.status({ observedGeneration: profile.metadata.generation ?? 0, clusters: counts });
  const { name: profileName } = profile.metadata;
  for (const [state, count] of Object.entries(counts)) {
    ctx.measure('capstan_readiness_clusters', count, { profile: profileName, state });
  }
  ctx.measure('capstan_readiness_gates_held', reports.filter(holdsGate).length, { profile: profileName });
  ctx.condition('Ready', true, 'Selected', `selects ${counted(reports.length, 'cluster')}`);
  return done();
}

/** Before its control plane answers there is nothing to check, and after it was told to go neither. */
const isUsable = ({ metadata, status }: Cluster) =>
  metadata.deletionTimestamp === undefined && status?.initialization?.controlPlaneInitialized === true;

const holdsGate = ({ status }: ReadinessReport) => status?.gate !== undefined && status.gate.passedAt === undefined;

function standing(reports: readonly ReadinessReport[]) {
  const ready = (report: ReadinessReport) => report.status?.conditions?.find(({ type }) => type === 'Ready');
  const isRunning = ({ status }: ReadinessReport) => status?.run !== undefined && status.phase !== 'Done';
  return {
    ready: reports.filter((report) => ready(report)?.status === 'True').length,
    failed: reports.filter((report) => ready(report)?.reason === 'Failed').length,
    undecided: reports.filter((report) => ready(report)?.status !== 'True' && ready(report)?.reason !== 'Failed').length,
    running: reports.filter((report) => isRunning(report) && !waitsForSlot(report)).length,
    waiting: reports.filter(waitsForSlot).length,
  };
}
