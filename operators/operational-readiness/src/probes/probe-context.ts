import type { Client } from '@capstan/client';
import type { Probe } from '../api/probe-fields.ts';
import type { RunOwner } from '../sonobuoy/sonobuoy-run.ts';

/** What a probe works with. */
export interface ProbeContext {
  readonly workload: Client;
  /** Where it may make pods and claims; made by the first that does, and removed with the run. */
  readonly namespace: string;
  readonly owner: RunOwner;
  readonly signal: AbortSignal;
}

/** Whether what a probe looks for is there now, in words. */
export interface Finding {
  readonly holds: boolean;
  readonly message: string;
}

export type ProbeFunction = (probe: Probe, context: ProbeContext) => Promise<Finding>;

export const holds = (message: string): Finding => ({ holds: true, message });
export const lacks = (message: string): Finding => ({ holds: false, message });
