import { type Answer, type HookCluster, type HookContext, type HookHandler, hook, proceed, retry } from '@capstan/capi';
import { isApiError } from '@capstan/client';
import { reportName } from '../api/names.ts';
import { ReadinessProfile } from '../api/readiness-profile.ts';
import { ReadinessReport } from '../api/readiness-report.ts';
import type { Environment } from '../environment.ts';
import { clusterEvent } from '../fleet/cluster-event.ts';
import { recordReport } from '../fleet/record-report.ts';
import { rangeProblem, selects, stillSelects } from '../fleet/selection.ts';
import { decideGate, type GateDecision, type GateHook, type GateQuestion } from './gate-decision.ts';
import { writeGateRecord } from './gate-record.ts';
import { overrideOf } from './override.ts';

/** Handlers that hold an upgrade while readiness is not shown. */
export function gateHandlers(environment: Environment): readonly HookHandler[] {
  return [
    hook('BeforeClusterUpgrade', {}, ({ cluster, fromKubernetesVersion: at, toKubernetesVersion: target }, ctx) =>
      gate({ hook: 'BeforeClusterUpgrade', target, at, cluster }, ctx, environment),
    ),
    hook('AfterControlPlaneUpgrade', {}, ({ cluster, kubernetesVersion: target }, ctx) =>
      gate({ hook: 'AfterControlPlaneUpgrade', target, at: target, cluster }, ctx, environment),
    ),
    hook('BeforeWorkersUpgrade', {}, ({ cluster, toKubernetesVersion: target }, ctx) =>
      gate({ hook: 'BeforeWorkersUpgrade', target, at: target, cluster }, ctx, environment),
    ),
    hook('AfterClusterUpgrade', {}, ({ cluster, kubernetesVersion: target }, ctx) =>
      gate({ hook: 'AfterClusterUpgrade', target, at: target, cluster }, ctx, environment),
    ),
  ];
}

interface GateCall {
  readonly hook: GateHook;
  readonly target: string;
  /** The version that the control plane has when the hook is called. */
  readonly at: string;
  readonly cluster: HookCluster;
}

async function gate(call: GateCall, ctx: HookContext, environment: Environment): Promise<Answer<GateHook>> {
  const { cluster } = call;
  const profiles = (await Array.fromAsync(ctx.client.list(ReadinessProfile, { signal: ctx.signal })))
    .filter((profile) => profile.spec.gate.hooks.includes(call.hook))
    .toSorted((left, right) => (left.metadata.name < right.metadata.name ? -1 : 1));
  const now = environment.clock.now();
  const override = overrideOf(cluster.metadata.annotations, now);
  const decisions: { readonly decision: GateDecision; readonly retryAfter: number }[] = [];
  for (const profile of profiles) {
    const { maximumWait, retryAfterSeconds } = profile.spec.gate;
    const report = await gatingReport(profile, call, ctx);
    if (report === undefined) continue;
    const valid = override.state === 'valid' ? override.override : undefined;
    const decision = await decide(report, { ...call, maximumWait, override: valid, now }, ctx);
    const problem = rangeProblem(profile);
    const message = problem === undefined ? decision.message : `${decision.message}; ${problem}`;
    decisions.push({ decision: { ...decision, message }, retryAfter: retryAfterSeconds });
  }
  const held = decisions.filter(({ decision }) => !decision.passes);
  if (held.length === 0) return proceed(decisions.map(({ decision }) => decision.message).join('; '));
  const notes = override.state === 'expired' || override.state === 'invalid' ? [override.message] : [];
  const message = [...held.map(({ decision }) => decision.message), ...notes].join('; ');
  return retry(Math.min(...held.map(({ retryAfter }) => retryAfter)), message);
}

/** The report that decides. With a range that cannot be read a profile gates the clusters that it gated before. */
async function gatingReport(
  profile: ReadinessProfile,
  { cluster, at }: GateCall,
  { client, signal }: HookContext,
): Promise<ReadinessReport | undefined> {
  const { name } = profile.metadata;
  if (rangeProblem(profile) === undefined) {
    if (!selects(profile, cluster, at)) return undefined;
    return (await recordReport(client, cluster, { profile: name, signal })).report;
  }
  const ref = { name: reportName(cluster.metadata.name, name), namespace: cluster.metadata.namespace };
  const report = await client.find(ReadinessReport, ref, { signal });
  return report && stillSelects(profile, cluster, report) ? report : undefined;
}

/** How often a report is looked at again that was changed between the decision and its record. */
const attempts = 5;

/** Decides and writes that down: about the report as it is then, for a hook that lets an upgrade pass is not called again. */
async function decide(
  known: ReadinessReport,
  question: Omit<GateQuestion, 'report'> & Pick<GateCall, 'cluster'>,
  { client, signal }: HookContext,
): Promise<GateDecision> {
  let report: ReadinessReport | undefined = known;
  let decision = decideGate({ ...question, report });
  for (let attempt = 1; report && !(await remember(decision, report, { client, signal })) && attempt < attempts; attempt++) {
    report = await client.find(ReadinessReport, known.metadata, { signal });
    if (report) decision = decideGate({ ...question, report });
  }
  const { event } = decision;
  if (event) await clusterEvent(client, question.cluster, { type: 'Warning', ...event }, { signal });
  return decision;
}

/** Whether there is nothing to write, or it was written. Else another replica, or the controller, has changed the report. */
async function remember(
  { record, request }: GateDecision,
  report: ReadinessReport,
  { client, signal }: Pick<HookContext, 'client' | 'signal'>,
): Promise<boolean> {
  if (!record) return true;
  try {
    await writeGateRecord(client, report, record, { signal, ...(request !== undefined && { request }) });
    return true;
  } catch (error) {
    if (isApiError(error, 'NotFound')) return true; // it went with its cluster
    if (isApiError(error, 'Conflict')) return false;
    throw error;
  }
}
