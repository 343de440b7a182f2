import { defineResource, type ObjectOf, t } from '@capstan/schema';
import { objectName } from './field-types.ts';
import { group } from './names.ts';
import { clusterState, pastRun, phases, run } from './run-fields.ts';

/** Why a run decides nothing. */
export const undecidedReasons = [
  'NothingRan',
  'AllSkipped',
  'RawResults',
  'ResultsMissing',
  'ResultsIncomplete',
  'ResultsUnreadable',
  'ResultsDisagree',
  'PluginFailed',
  'PreconditionsNotMet',
  'ForeignRun',
  'Unschedulable',
  'ImageUnavailable',
  'NodeLost',
  'AggregatorGone',
  'Silent',
  'TimeLimit',
  'ClusterUnreachable',
  'InvalidProfile',
] as const;
export type UndecidedReason = (typeof undecidedReasons)[number];

const gate = t.object(
  {
    hook: t.string({ description: 'The hook that was called last.' }),
    target: t.string({ description: 'The version that the upgrade, or the step, is about.' }),
    since: t.dateTime({ description: 'When the hook was called first; the maximum wait counts from then on.' }),
    override: t
      .object(
        {
          by: t.string({ description: 'Who answers for it.' }),
          until: t.dateTime({ description: 'When it ends.' }),
          why: t.string({ description: 'What they gave as the reason.' }),
          at: t.dateTime({ description: 'When it let the upgrade pass.' }),
        },
        { description: 'What let the upgrade pass all the same: an annotation of the Cluster.' },
      )
      .optional(),
    passedAt: t.dateTime({ description: 'When it let the upgrade pass; without it, the gate holds.' }).optional(),
  },
  { description: 'What it held last of an upgrade, or holds.' },
);

/** What a profile showed about a cluster: one for each pair, beside the Cluster. */
export const ReadinessReport = defineResource({
  group,
  version: 'v1alpha1',
  kind: 'ReadinessReport',
  scope: 'Namespaced',
  shortNames: ['rrep'],
  categories: ['cluster-api'],
  spec: t
    .object({
      cluster: objectName('The Cluster, in the namespace of the report.'),
      profile: objectName('The ReadinessProfile.'),
    })
    .rule('self == oldSelf', 'a report is about one cluster and one profile; delete it instead'),
  status: t.object({
    observedGeneration: t.integer({ description: 'The generation of the spec that this status is about.' }).optional(),
    phase: t.enum(phases, { description: 'Of the run; Done when none is under way.' }).optional(),
    summary: t.string({ description: 'In short: 38/40 passed.' }).optional(),
    run: run.optional(),
    validFor: clusterState('What the last result is about; it is stale where the cluster is another by now.').optional(),
    handledRequest: t.string({ description: 'The request for a run that was answered last.' }).optional(),
    seen: t
      .object(
        {
          state: clusterState('Its version and nodes.'),
          since: t.dateTime({ description: 'When it was seen so first.' }),
        },
        { description: 'The cluster as it was seen last, when not running.' },
      )
      .optional(),
    unseenSince: t.dateTime({ description: 'Since when the cluster cannot be looked at.' }).optional(),
    history: t.array(pastRun, { description: 'Earlier runs, the newest first.' }).optional(),
    gate: gate.optional(),
  }),
  conditions: {
    Ready: ['Passed', 'Failed', 'Undecided', 'Stale', 'ClusterUnreachable', 'NeverRan', 'NotApplicable'],
    Running: [...phases, 'Waiting', 'Idle', 'Suspended'],
    Passed: ['AllPassed', 'KnownFailuresOnly', 'CasesFailed', 'NeverRan', 'NotApplicable', ...undecidedReasons],
    Stale: [
      'Current',
      'VersionChanged',
      'NodesChanged',
      'ProfileChanged',
      'KnownFailureExpired',
      'ClusterUnreachable',
      'NeverRan',
    ],
    CleanedUp: ['Removed', 'InUse', 'GivenUp', 'ClusterGone'],
  },
  printerColumns: [
    { name: 'Cluster', type: 'string', jsonPath: '.spec.cluster' },
    { name: 'Profile', type: 'string', jsonPath: '.spec.profile' },
    { name: 'Phase', type: 'string', jsonPath: '.status.phase' },
    { name: 'Ready', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
    { name: 'Reason', type: 'string', jsonPath: '.status.conditions[?(@.type=="Passed")].reason' },
    { name: 'Cases', type: 'string', jsonPath: '.status.summary' },
    { name: 'Version', type: 'string', jsonPath: '.status.validFor.kubernetesVersion' },
    { name: 'Message', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].message', priority: 1 },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ],
  indexes: {
    profile: (report) => [report.spec.profile],
    cluster: (report) => [`${report.metadata.namespace}/${report.spec.cluster}`],
  },
});
export type ReadinessReport = ObjectOf<typeof ReadinessReport>;
export type ReportStatus = NonNullable<ReadinessReport['status']>;
