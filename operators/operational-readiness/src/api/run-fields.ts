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

const counts = t.object(
  {
    passed: t.integer({ description: 'Cases that passed.' }),
    failed: t.integer({ description: 'Cases that failed.' }),
    skipped: t.integer({ description: 'Cases that were not tried.' }),
    known: t.integer({ description: 'Cases that failed as known.' }),
    unknown: t.integer({ description: 'Cases that say nothing that can be read.' }),
  },
  { description: 'How many cases ended how.' },
);

/** One case that was checked. */
const caseResult = t.object({
  source: t.string({ description: 'Plugin, job or probe.' }),
  node: t.string({ description: 'Where it ran, of a DaemonSet plugin.' }).optional(),
  name: t.string({ description: 'As the plugin calls it.' }),
  status: t.enum(['failed', 'known', 'unknown', 'skipped', 'passed'], { description: 'known: it failed as known.' }),
  message: t.string({ description: 'Why, with what looks like a secret taken out.' }).optional(),
});

const sourceResult = t.object({
  name: t.string({ description: 'As the profile calls it.' }),
  kind: t.enum(['Plugin', 'Job', 'Probe'], { description: 'What it is.' }),
  verdict: t.enum(['Passed', 'Failed', 'Unknown'], { description: 'What it shows alone.' }),
  message: t.string({ description: 'Why it decides nothing.' }).optional(),
  counts: counts.optional(),
});

/** Which state of the cluster a result is about. */
export const clusterState = (description: string) =>
  t.object(
    {
      kubernetesVersion: t.string({ description: "The API server's." }),
      nodes: t.integer({ description: 'How many nodes there were.' }),
      nodeSet: t.string({ description: 'A digest of names, systems and kubelet versions.' }),
      operatingSystems: t.array(t.string(), { description: 'Of the nodes.' }),
    },
    { description },
  );

const archived = t.object(
  {
    location: t.string({ description: 'Which store, and where in it.' }),
    sha256: t.string({ description: 'Digest of what is kept.' }),
    bytes: t.integer({ description: 'Size of what is kept.' }),
  },
  { description: "Where its results are kept; 'capstan readiness export' reads them." },
);

const probeState = t.object({
  name: t.string({ description: 'As the profile calls it.' }),
  state: t.enum(['Waiting', 'Passed', 'Failed'], { description: 'Waiting: not true yet, and it has time.' }),
  message: t.string({ description: 'What it found.' }).optional(),
});

const trouble = (description: string) =>
  t.object(
    {
      reason: t.string({ description: 'As in the condition Passed of a run that decides nothing.' }),
      message: t.string({ description: 'What happened, to which object.' }),
      since: t.dateTime({ description: "By the operator's clock." }),
    },
    { description },
  );

export const run = t.object(
  {
    number: t.integer({ description: 'From 1, for each report.' }),
    attempt: t.integer({ description: 'From 1; further ones try failed cases again.' }),
    request: t.string({ description: 'What asked for it.' }).optional(),
    cause: t.string({ description: 'Why it was begun.' }),
    startedAt: t.dateTime({ description: 'When it was begun.' }),
    endedAt: t.dateTime({ description: 'When it was Done.' }).optional(),
    phases: t.array(
      t.object({
        name: t.enum(phases, { description: 'Which phase.' }),
        startedAt: t.dateTime({ description: 'When it began.' }),
      }),
      { description: 'In order, with their beginnings.' },
    ),
    message: t.string({ description: 'What it waits for.' }).optional(),
    turnWaitedUntil: t
      .dateTime({ description: 'When it waited for others last; the limit of its phase counts from then on.' })
      .optional(),
    profileGeneration: t.integer({ description: 'The generation of the profile that it began with.' }).optional(),
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
    cluster: clusterState('The cluster as it was when its preconditions held.').optional(),
    daemonNodes: t.record(t.integer(), { description: 'On how many nodes each DaemonSet plugin has to run.' }).optional(),
    probes: t.array(probeState, { description: 'How its probes stand.' }).optional(),
    progress: t.string({ description: 'What plugins say: e2e 12/40.' }).optional(),
    progressedAt: t.dateTime({ description: 'When that moved last.' }).optional(),
    trouble: trouble('Why it will be broken off if it goes on like this.').optional(),
    stopped: trouble('Why it was broken off.').optional(),
    sources: t.array(sourceResult, { description: 'What each plugin, Job and probe shows.' }).optional(),
    cases: t.array(caseResult, { description: 'Failures first, bounded.' }).optional(),
    counts: counts.optional(),
    verdict: t
      .enum(['Passed', 'Failed', 'Unknown', 'NotApplicable'], {
        description: 'What it shows of the cluster. NotApplicable: no node runs a system that the profile is for.',
      })
      .optional(),
    reason: t.string({ description: 'Why, as in the condition Passed.' }).optional(),
    explanation: t.string({ description: 'Why, for people.' }).optional(),
    archive: archived.optional(),
    archiveProblem: t.string({ description: 'Why no archive was kept.' }).optional(),
    leftBehind: t.string({ description: 'What could not be removed, and why.' }).optional(),
    leftNamespaces: t
      .set(t.string(), { description: 'Namespaces of Sonobuoy where earlier runs left something; removed when this one is.' })
      .optional(),
    retrying: t.set(t.string(), { description: 'Sources whose failed cases the next attempt tries again.' }).optional(),
  },
  { description: 'The run that is under way, or was last.' },
);

/** A run that is over, in short. */
export const pastRun = t.object({
  number: t.integer({ description: 'From 1, for each report.' }),
  startedAt: t.dateTime({ description: 'When it was begun.' }),
  endedAt: t.dateTime({ description: 'When it was Done.' }),
  verdict: t.string({ description: 'What it showed of the cluster.' }),
  reason: t.string({ description: 'Why, as in the condition Passed.' }),
  explanation: t.string({ description: 'Why, for people.' }).optional(),
  kubernetesVersion: t.string({ description: "The API server's, when it was checked." }).optional(),
  counts: counts.optional(),
  archive: archived.optional(),
});

export type Run = OutOf<typeof run>;
export type ProbeState = OutOf<typeof probeState>;
export type PastRun = OutOf<typeof pastRun>;
export type Counts = OutOf<typeof counts>;
export type CaseResult = OutOf<typeof caseResult>;
export type SourceResult = OutOf<typeof sourceResult>;
export type ClusterState = OutOf<ReturnType<typeof clusterState>>;
export type Archived = OutOf<typeof archived>;
