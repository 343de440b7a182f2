import type { HookName } from '@capstan/capi';
import type { TopologyCluster } from '../cluster/topology-cluster.ts';

/** Where a simulated cluster has got to. */
export type LifecyclePhase =
  | 'creating'
  | 'created'
  | 'controlPlaneInitialized'
  | 'upgrading'
  | 'controlPlaneRolling'
  | 'controlPlaneUpgraded'
  | 'workersRolling'
  | 'workersUpgraded'
  | 'upgraded'
  | 'deleting'
  | 'deleted';

/** How a call ended. */
export type CallAnswer =
  /** What the hook holds goes on. */
  | 'proceed'
  /** It waits for `retryAfterSeconds`. */
  | 'wait'
  /** The extension answered Failure. */
  | 'failure'
  /** The call failed, or its answer cannot be used. */
  | 'error';

interface At {
  /** Simulated seconds since the beginning. */
  readonly seconds: number;
}

/** A hook that was called. */
export interface CallEntry extends At {
  readonly type: 'call';
  readonly hook: HookName;
  /** Full names of the handlers that were called. */
  readonly handlers: readonly string[];
  /** The change of version that it is about; `to` alone is a version that was reached. */
  readonly from?: string;
  readonly to?: string;
  readonly answer: CallAnswer;
  readonly message: string;
  readonly retryAfterSeconds: number;
  /** Real milliseconds until the answer. */
  readonly tookMs: number;
  /** How often in a row the hook was answered like this before. */
  readonly repeats: number;
  /** Simulated seconds that the hook has held things up until now. */
  readonly waitedSeconds: number;
}

/** Something that happened to the cluster. */
export interface PhaseEntry extends At {
  readonly type: 'phase';
  readonly phase: LifecyclePhase;
  readonly message: string;
  /** As hooks see it from now on. */
  readonly cluster: TopologyCluster;
}

/** The last entry. */
export interface EndEntry extends At {
  readonly type: 'end';
  readonly outcome: 'completed' | 'stuck';
  /** Why it got stuck; a summary otherwise. */
  readonly message: string;
  /** How often each hook was called. */
  readonly calls: Readonly<Partial<Record<HookName, number>>>;
}

export type TimelineEntry = CallEntry | PhaseEntry | EndEntry;

/** A line for a terminal; `undefined` for what only repeats the line before. */
export function timelineLine(entry: TimelineEntry): string | undefined {
  const time = `${entry.seconds.toFixed(0).padStart(5)}s`;
  switch (entry.type) {
    case 'phase':
      return `${time}  ── ${entry.message}`;
    case 'end':
      return `${time}  ${entry.outcome}: ${entry.message}`;
    case 'call': {
      if (entry.repeats > 0 && entry.answer === 'proceed') return undefined;
      const versions = versionsOf(entry);
      return `${time}  ${entry.hook.padEnd(28)} ${versions.padEnd(20)} ${saidOf(entry)}`.trimEnd();
    }
    default:
      return entry satisfies never;
  }
}

function versionsOf({ from, to }: CallEntry): string {
  if (from !== undefined && to !== undefined) return `${from} → ${to}`;
  return to ?? '';
}

function saidOf({ answer, message, retryAfterSeconds, waitedSeconds }: CallEntry): string {
  const said = message === '' ? '' : `: ${message}`;
  switch (answer) {
    case 'proceed':
      return `proceeds${waitedSeconds > 0 ? ` after ${waitedSeconds} s` : ''}${said}`;
    case 'wait':
      return `waits ${retryAfterSeconds} s${said}`;
    case 'failure':
      return `failed${said}`;
    case 'error':
      return `error${said}`;
    default:
      return answer satisfies never;
  }
}
