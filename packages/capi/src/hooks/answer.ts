import type { BlockingHook, HandledHook } from './hook-names.ts';
import type { UpgradeStep } from './hook-requests.ts';
import type { WirePatch, WireVariable } from './hook-responses.ts';

/** Lets what the hook precedes or follows go on. */
export interface Proceed {
  readonly answer: 'proceed';
  readonly message: string;
}

/** Holds it, and wants to be asked again. */
export interface Retry {
  readonly answer: 'retry';
  readonly afterSeconds: number;
  readonly message: string;
}

/** Fails the reconcile; asked again with growing pauses. No failure policy ignores it. */
export interface Fail {
  readonly answer: 'fail';
  readonly message: string;
}

/** Goes on with what the hook asked for. */
export interface Provide<Payload> {
  readonly answer: 'provide';
  readonly payload: Payload;
  readonly message: string;
}

/** Bytes in place of an answer: what a test double says to see how its caller takes it. No well-behaved extension answers this. */
export interface Raw {
  readonly answer: 'raw';
  readonly httpStatus: number;
  readonly body: string;
}

interface Payloads {
  readonly DiscoverVariables: { readonly variables: readonly WireVariable[] };
  readonly GeneratePatches: { readonly items: readonly (WirePatch & { readonly uid: string })[] };
  readonly CanUpdateMachine: {
    readonly machinePatch?: WirePatch;
    readonly infrastructureMachinePatch?: WirePatch;
    readonly bootstrapConfigPatch?: WirePatch;
  };
  readonly CanUpdateMachineSet: {
    readonly machineSetPatch?: WirePatch;
    readonly infrastructureMachineTemplatePatch?: WirePatch;
    readonly bootstrapConfigTemplatePatch?: WirePatch;
  };
  readonly GenerateUpgradePlan: {
    readonly controlPlaneUpgrades: readonly UpgradeStep[];
    readonly workersUpgrades: readonly UpgradeStep[];
  };
}

/** What a handler of the hook may answer. `retry()` is no answer where a hook can't block. */
export type Answer<H extends HandledHook = HandledHook> =
  | Fail
  | Raw
  | (H extends keyof Payloads ? Provide<Payloads[H]> : Proceed)
  | (H extends BlockingHook ? Retry : never);

/**
 * Goes on. The message shows up in logs and records.
 *
 * @example
 * return proceed('quota is there');
 */
export function proceed(message = ''): Proceed {
  return { answer: 'proceed', message };
}

/** The field has 32 bits; Cluster API can't read an answer with more. */
const longestRetrySeconds = 2 ** 31 - 1;

/**
 * Holds, and asks to be called again after so many seconds; Cluster API does not call before. The message is shown in the
 * Cluster's conditions, so the same state must give the same message.
 *
 * @example
 * return retry(30, 'waiting for ConfigMap shop/web-upgrade-gate');
 */
export function retry(afterSeconds: number, message: string): Retry {
  if (!Number.isInteger(afterSeconds) || afterSeconds < 1 || afterSeconds > longestRetrySeconds) {
    throw new RangeError(
      `retry: ${afterSeconds} is not a whole number of seconds from 1 to ${longestRetrySeconds}; to go on, answer proceed()`,
    );
  }
  return { answer: 'retry', afterSeconds, message };
}

/** Fails the reconcile of the topology, with a message for the Cluster's conditions. */
export function fail(message: string): Fail {
  return { answer: 'fail', message };
}

/** Goes on with what the hook asked for: patches, variables, an upgrade plan. */
export function provide<const Payload extends object>(payload: Payload, message = ''): Provide<Payload> {
  return { answer: 'provide', payload, message };
}

/**
 * Answers these bytes as they are, in place of a response; for test doubles.
 *
 * @example
 * return raw('<html>', { httpStatus: 502 });
 */
export function raw(body: string, options: { readonly httpStatus?: number } = {}): Raw {
  return { answer: 'raw', httpStatus: options.httpStatus ?? 200, body };
}
