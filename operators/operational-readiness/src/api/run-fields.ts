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

/** The run that is under way, or was last. */
export const run = t.object({
  number: t.integer(),
  attempt: t.integer({ description: 'From 1; further ones try failed cases again.' }),
  request: t.string({ description: 'What asked for it.' }).optional(),
  profileGeneration: t.integer(),
  profile: t.raw<JsonObject>({
    type: 'object',
    description: "The profile's spec as it was when the run began, references resolved.",
    'x-kubernetes-preserve-unknown-fields': true,
  }),
  startedAt: t.dateTime(),
  endedAt: t.dateTime().optional(),
  phases: t.array(t.object({ name: t.enum(phases), startedAt: t.dateTime() }), {
    description: 'In order, with their beginnings.',
  }),
  progress: t.string({ description: 'What plugins say: 12/40.' }).optional(),
  progressedAt: t.dateTime().optional(),
  message: t.string({ description: 'What it waits for.' }).optional(),
  cluster: clusterState.optional(),
  sources: t.array(sourceResult).optional(),
  cases: t.array(caseResult, { description: 'Failures first, bounded.' }).optional(),
  counts: counts.optional(),
  verdict: t.enum(['Passed', 'Failed', 'Unknown', 'NotApplicable']).optional(),
  reason: t.string().optional(),
  explanation: t.string().optional(),
  archive: archived.optional(),
  retry: t
    .raw<JsonObject>({
      type: 'object',
      description: 'What the next attempt tries again.',
      'x-kubernetes-preserve-unknown-fields': true,
    })
    .optional(),
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
export type PastRun = OutOf<typeof pastRun>;
export type Counts = OutOf<typeof counts>;
export type CaseResult = OutOf<typeof caseResult>;
export type SourceResult = OutOf<typeof sourceResult>;
export type ClusterState = OutOf<typeof clusterState>;
export type Archived = OutOf<typeof archived>;
