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
    const valid = override.state === 'valid' ? override.override : undefined;
    const decision = await decide(profile, { ...call, maximumWait, override: valid, now }, ctx);
    if (decision === undefined) continue;
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

/**
 * Decides and writes that down, about the report as it is then. A hook that lets an upgrade pass is not called again: where
 * that can't be written down it is held, to be called again. Nothing for a cluster that the profile does not gate.
 */
async function decide(
  profile: ReadinessProfile,
  question: Omit<GateQuestion, 'report'> & GateCall,
  ctx: HookContext,
): Promise<GateDecision | undefined> {
  let decision: GateDecision | undefined;
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const report = await gatingReport(profile, question, ctx);
    if (report === undefined) return undefined;
    decision = decideGate({ ...question, report });
    if (!(await remember(decision, report, ctx))) continue;
    const { event } = decision;
    if (event) await clusterEvent(ctx.client, question.cluster, { type: 'Warning', ...event }, { signal: ctx.signal });
    return decision;
  }
  const { name, namespace } = question.cluster.metadata;
  ctx.logger.warn({ cluster: `${namespace}/${name}`, profile: profile.metadata.name }, 'cannot write down what a gate decided');
  if (!decision?.passes) return decision;
  const report = `ReadinessReport ${namespace}/${reportName(name, profile.metadata.name)}`;
  return { passes: false, message: `${report} changes too often for it to be written down that ${decision.message}` };
}

/** Whether there is nothing to write, or it was written. Else another replica, or the controller, has changed the report, or it was deleted. */
async function remember(
  { record, request }: GateDecision,
  report: ReadinessReport,
  { client, signal }: HookContext,
): Promise<boolean> {
  if (!record) return true;
  try {
    await writeGateRecord(client, report, record, { signal, ...(request !== undefined && { request }) });
    return true;
  } catch (error) {
    if (isApiError(error, 'Conflict', 'NotFound')) return false;
    throw error;
  }
}
