import { type JsonObject, type OutOf, t } from '@capstan/schema';

export const phases = [
  'Pending',
  'Preconditions',
  'Dispatching',
  'Running',
  'Retrieving',
  'Judging',
  'CleaningUp',
  'Done',
] as const;
export type Phase = (typeof phases)[number];

const counts = t.object({
  passed: t.integer(),
  failed: t.integer(),
  skipped: t.integer(),
  known: t.integer({ description: 'Failed as known.' }),
  unknown: t.integer(),
});

/** One case that was checked. */
const caseResult = t.object({
  source: t.string({ description: 'Plugin, job or probe.' }),
  node: t.string().optional(),
  name: t.string(),
  status: t.enum(['failed', 'known', 'unknown', 'skipped', 'passed']),
  message: t.string().optional(),
});

const sourceResult = t.object({
  name: t.string(),
  kind: t.enum(['Plugin', 'Job', 'Probe']),
  verdict: t.enum(['Passed', 'Failed', 'Unknown']),
  message: t.string().optional(),
  counts: counts.optional(),
});

/** Which state of the cluster a result is about. */
export const clusterState = t.object({
  kubernetesVersion: t.string({ description: "The API server's." }),
  nodes: t.integer(),
  nodeSet: t.string({ description: 'A digest of names, systems and kubelet versions.' }),
  operatingSystems: t.array(t.string()),
});

const archived = t.object({
  location: t.string(),
  sha256: t.string(),
  bytes: t.integer(),
});

const probeState = t.object({
  name: t.string(),
  state: t.enum(['Waiting', 'Passed', 'Failed']),
  message: t.string().optional(),
});

/** Why a run is broken off, or will be if it goes on. */
const trouble = t.object({ reason: t.string(), message: t.string(), since: t.dateTime() });

/** The run that is under way, or was last. */
export const run = t.object({
  number: t.integer(),
  attempt: t.integer({ description: 'From 1; further ones try failed cases again.' }),
  request: t.string({ description: 'What asked for it.' }).optional(),
  cause: t.string({ description: 'Why it was begun.' }),
  startedAt: t.dateTime(),
  endedAt: t.dateTime().optional(),
  phases: t.array(t.object({ name: t.enum(phases), startedAt: t.dateTime() }), {
    description: 'In order, with their beginnings.',
  }),
  message: t.string({ description: 'What it waits for.' }).optional(),
  turnWaitedUntil: t
    .dateTime({ description: 'When it waited for others last; the limit of its phase counts from then on.' })
    .optional(),
  profileGeneration: t.integer().optional(),
  checks: t
    .string({ description: 'A digest of what is checked, to notice that the profile asks for something else by now.' })
    .optional(),
  profile: t
    .raw<JsonObject>({
      type: 'object',
      description: "The profile's spec as it was when the run began, references resolved.",
      'x-kubernetes-preserve-unknown-fields': true,
    })
    .optional(),
  cluster: clusterState.optional(),
  daemonNodes: t.record(t.integer(), { description: 'On how many nodes each DaemonSet plugin has to run.' }).optional(),
  probes: t.array(probeState).optional(),
  progress: t.string({ description: 'What plugins say: e2e 12/40.' }).optional(),
  progressedAt: t.dateTime().optional(),
  trouble: trouble.optional(),
  stopped: trouble.optional(),
  sources: t.array(sourceResult).optional(),
  cases: t.array(caseResult, { description: 'Failures first, bounded.' }).optional(),
  counts: counts.optional(),
  verdict: t.enum(['Passed', 'Failed', 'Unknown', 'NotApplicable']).optional(),
  reason: t.string().optional(),
  explanation: t.string().optional(),
  archive: archived.optional(),
  archiveProblem: t.string({ description: 'Why no archive was kept.' }).optional(),
  leftBehind: t.string({ description: 'What could not be removed, and why.' }).optional(),
  leftNamespaces: t
    .set(t.string(), { description: 'Namespaces of Sonobuoy where earlier runs left something; removed when this one is.' })
    .optional(),
  retrying: t.set(t.string(), { description: 'Sources whose failed cases the next attempt tries again.' }).optional(),
});

/** A run that is over, in short. */
export const pastRun = t.object({
  number: t.integer(),
  startedAt: t.dateTime(),
  endedAt: t.dateTime(),
  verdict: t.string(),
  reason: t.string(),
  explanation: t.string().optional(),
  kubernetesVersion: t.string().optional(),
  counts: counts.optional(),
  archive: archived.optional(),
});

export type Run = OutOf<typeof run>;
export type ProbeState = OutOf<typeof probeState>;
export type PastRun = OutOf<typeof pastRun>;
export type Counts = OutOf<typeof counts>;
export type CaseResult = OutOf<typeof caseResult>;
export type SourceResult = OutOf<typeof sourceResult>;
export type ClusterState = OutOf<typeof clusterState>;
export type Archived = OutOf<typeof archived>;
