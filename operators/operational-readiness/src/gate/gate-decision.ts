import type { ReadinessReport } from '../api/readiness-report.ts';
import { limitMs, timestamp } from '../timestamps.ts';
import { type GateRecord, gateRecord } from './gate-record.ts';
import type { Override } from './override.ts';

export type GateHook = 'BeforeClusterUpgrade' | 'AfterControlPlaneUpgrade' | 'BeforeWorkersUpgrade' | 'AfterClusterUpgrade';

export interface GateQuestion {
  readonly hook: GateHook;
  /** The version the step is about. */
  readonly target: string;
  readonly report: ReadinessReport;
  readonly maximumWait: string;
  readonly override: Override | undefined;
  readonly now: number;
}

export interface GateDecision {
  readonly passes: boolean;
  /** The same for the same state: it ends up in conditions. */
  readonly message: string;
  /** What to remember, where that is something new. */
  readonly record?: GateRecord;
  /** A run to ask for. */
  readonly request?: string;
  /** Tells people once. */
  readonly event?: { readonly reason: 'GateOverridden' | 'GateWaitedTooLong'; readonly message: string };
}

/** Whether an upgrade may go on, as far as one report is concerned. */
export function decideGate(question: GateQuestion): GateDecision {
  const { hook, target, report, override, now, maximumWait } = question;
  const earlier = gateRecord(report);
  const record = recordFor(question, earlier);
  const held = holdOf(question, record);
  const where = `${hook} to ${target}`;
  if (held === undefined) {
    const message = `${report.spec.profile}: ready`;
    if (earlier !== record || record.passedAt !== undefined) return { passes: true, message };
    return { passes: true, message, record: { ...record, passedAt: timestamp(now) } }; // it was held until now
  }
  if (override) {
    const message = `${override.by} lets ${where} pass until ${override.until}: ${override.why}`;
    if (record.override?.why === override.why && record.override.by === override.by) return { passes: true, message };
    const overridden = { ...record, override: { ...override, at: timestamp(now) }, passedAt: timestamp(now) };
    return { passes: true, message, record: overridden, event: { reason: 'GateOverridden', message } };
  }
  if (now - Date.parse(record.since) > limitMs(maximumWait)) {
    const message = `${report.spec.profile} has held ${where} for ${maximumWait}, which is the most; it passes without: ${held.message}`;
    if (record.passedAt !== undefined) return { passes: true, message };
    return {
      passes: true,
      message,
      record: { ...record, passedAt: timestamp(now) },
      event: { reason: 'GateWaitedTooLong', message },
    };
  }
  const called = calledAgain(record, now);
  const changed = called === earlier ? {} : { record: called };
  return { passes: false, message: held.message, ...changed, ...(held.request !== undefined && { request: held.request }) };
}

/** The record of this hook and version; a run that was asked for before counts for the next hook too. */
function recordFor({ hook, target, now }: GateQuestion, earlier: GateRecord | undefined): GateRecord {
  if (earlier?.hook === hook && earlier.target === target && !wasLeft(earlier, now)) return earlier;
  const token = tokenOf(hook, target);
  const since = timestamp(now);
  if (token === undefined) return { hook, target, since };
  const askedAt = earlier?.token === token && earlier.askedAt !== undefined ? earlier.askedAt : since;
  return { hook, target, since, token, askedAt };
}

/** Written down so rarely that it costs nothing. */
const calledEveryMs = 10 * 60_000;
/** Hooks are called again within an hour, which is the most a profile may say. */
const leftAfterMs = 3 * 3_600_000;

const calledAgain = (record: GateRecord, now: number): GateRecord =>
  now - Date.parse(record.calledAt ?? '') < calledEveryMs ? record : { ...record, calledAt: timestamp(now) };

/** An upgrade that was taken back and is begun anew waits from then on, as does one that waits since a time to come. */
const wasLeft = ({ since, calledAt = '' }: GateRecord, now: number): boolean =>
  now - Date.parse(calledAt) > leftAfterMs || Date.parse(since) - now > calledEveryMs;

/** The state that has to be checked anew at a hook. Before an upgrade begins, what was checked last is enough. */
export function tokenOf(hook: GateHook, target: string): string | undefined {
  switch (hook) {
    case 'BeforeClusterUpgrade':
      return undefined;
    case 'AfterControlPlaneUpgrade':
    case 'BeforeWorkersUpgrade':
      return `control plane at ${target}`;
    case 'AfterClusterUpgrade':
      return `cluster at ${target}`;
    default:
      return hook satisfies never;
  }
}

interface Hold {
  readonly message: string;
  readonly request?: string;
}

function holdOf({ report }: GateQuestion, record: GateRecord): Hold | undefined {
  const { status } = report;
  const where = `${report.spec.profile} (ReadinessReport ${report.metadata.namespace}/${report.metadata.name})`;
  if (record.token !== undefined && !isAnswered(report, record)) {
    return { message: `waiting for ${where} to check the ${record.token}`, request: record.token };
  }
  if (!status?.run) return { message: `waiting for the first run of ${where}` };
  if (status.phase !== 'Done') return { message: `waiting for run ${status.run.number} of ${where}` };
  const ready = status.conditions?.find(({ type }) => type === 'Ready');
  if (ready?.status === 'True' || ready?.reason === 'NotApplicable') return undefined;
  return { message: `${where} is not ready: ${ready?.reason ?? 'unknown'}: ${ready?.message ?? ''}` };
}

/** Whether a run began after it was asked for. Runs under way by then don't count. */
function isAnswered({ status }: ReadinessReport, { token, askedAt }: GateRecord): boolean {
  const { run } = status ?? {};
  if (!run) return false;
  return run.request === token || (askedAt !== undefined && Date.parse(run.startedAt) > Date.parse(askedAt));
}
