import { defineResource, type ObjectOf, type OutOf, t } from '@capstan/schema';
import { durationField, labelName, objectName } from './field-types.ts';
import { group } from './names.ts';
import { job, plugin } from './plugin-fields.ts';
import { probe } from './probe-fields.ts';

const clusters = t.object(
  {
    selector: t.object(
      {
        matchLabels: t.record(t.string(), { description: 'Labels with their values; all of them.' }).optional(),
        matchExpressions: t
          .array(
            t.object({
              key: t.string({ description: 'Of the label.' }),
              operator: t.enum(['In', 'NotIn', 'Exists', 'DoesNotExist'], { description: 'What must be true of the label.' }),
              values: t.array(t.string(), { description: 'For In and NotIn.' }).optional(),
            }),
            { description: 'Requirements on labels; all of them.' },
          )
          .optional(),
      },
      { default: {}, description: 'Labels of Clusters. Default: all.' },
    ),
    namespaces: t.set(objectName('A namespace.'), { maxItems: 256, description: 'Default: all.' }).optional(),
    topologyClasses: t.set(objectName('A ClusterClass.'), { maxItems: 256, description: 'Default: any, and none.' }).optional(),
    kubernetesVersions: t.string({ maxLength: 256, description: 'A range: ">=1.30 <1.37". Default: all.' }).optional(),
    operatingSystems: t
      .set(t.enum(['linux', 'windows']), { description: 'The cluster has a node of one of these. Default: any.' })
      .optional(),
  },
  { default: {}, description: 'Which clusters it is for.' },
);

const timeLimits = t.object(
  {
    preconditions: durationField('30m', 'For the preconditions to become true.'),
    run: durationField('6h', 'From dispatching to the last result.'),
    silence: durationField('1h', 'Without progress of any plugin.'),
    start: durationField('10m', 'For a pod to be scheduled and its image pulled.'),
    retrieval: durationField('15m', 'For the results to be fetched.'),
    cleanUp: durationField('15m', 'For what was made to be gone.'),
  },
  { default: {}, description: 'How long what may take.' },
);

const knownFailure = t.object({
  name: t.string({
    maxLength: 1024,
    pattern: '[^*]', // all cases are no known failure
    description: 'Of the case; a * at its end stands for any rest.',
  }),
  plugin: t.string({ maxLength: 63, description: 'Default: any.' }).optional(),
  owner: t.string({ minLength: 1, maxLength: 253, description: 'Who works on it.' }),
  expires: t.dateTime({ description: 'From then on it fails again.' }),
  why: t.string({ minLength: 1, maxLength: 1024, description: 'Shown with the case.' }),
});

const gate = t.object(
  {
    hooks: t.set(t.enum(['BeforeClusterUpgrade', 'AfterControlPlaneUpgrade', 'BeforeWorkersUpgrade', 'AfterClusterUpgrade']), {
      default: [],
      description: 'Upgrades are held at these while a cluster is not shown to be ready. Default: none.',
    }),
    retryAfterSeconds: t.integer({
      minimum: 5,
      maximum: 3600,
      default: 30,
      description: 'When Cluster API asks again whether a held upgrade may go on.',
    }),
    maximumWait: durationField('24h', 'After this long at one hook the upgrade passes all the same, with a warning.'),
  },
  { default: {}, description: 'What readiness holds up.' },
);

const archive = t.object(
  {
    store: t.enum(['Secrets', 'Files', 'S3', 'None'], {
      default: 'Secrets',
      description: "Secrets: beside the report, in chunks. Files: the operator's own volume. S3: object storage.",
    }),
    maxBytes: t.integer({
      minimum: 1024,
      default: 8_388_608,
      description: 'A larger one is not kept. Default: 8 MiB; 64 MiB at most for Secrets.',
    }),
    keep: t.integer({ minimum: 1, maximum: 100, default: 3, description: 'Archives of a report.' }),
    s3: t
      .object(
        {
          endpoint: t.string({
            pattern: '^https?://',
            maxLength: 512,
            description: 'Address of the service: https://s3.example.com.',
          }),
          bucket: t.string({ minLength: 3, maxLength: 63, pattern: '^[a-z0-9.-]+$', description: 'It must be there.' }),
          region: t.string({ default: 'us-east-1', description: 'For which requests are signed.' }),
          prefix: t.string({ default: '', maxLength: 512, description: 'Before the names of all objects: readiness/.' }),
          credentialsSecret: t.object(
            {
              namespace: objectName('Of the Secret.'),
              name: objectName('With accessKeyId and secretAccessKey.'),
            },
            { description: 'A Secret in the management cluster.' },
          ),
        },
        { description: 'For the store S3: any service that speaks it, addressed by path.' },
      )
      .optional(),
  },
  { default: {}, description: 'Where the results are kept once the pods are gone.' },
);

const sonobuoy = t.object(
  {
    namespace: labelName('Made for the run in the workload cluster, and removed with it.').optional(),
    image: t.string({ default: 'sonobuoy/sonobuoy:v0.57.5', maxLength: 255, description: 'Of aggregator and workers.' }),
    imagePullPolicy: t.enum(['Always', 'IfNotPresent', 'Never'], {
      default: 'IfNotPresent',
      description: 'For that image.',
    }),
    tolerateControlPlane: t.boolean({
      default: false,
      description: 'Lets the aggregator run on control plane nodes; for clusters that have no other.',
    }),
  },
  { default: {}, description: 'How Sonobuoy runs in the workload cluster, where there are plugins.' },
);

const clusterCounts = t.object(
  {
    selected: t.integer({ description: 'That have a report of this profile.' }),
    ready: t.integer({ description: 'Whose report is Ready.' }),
    failed: t.integer({ description: 'That showed a failure.' }),
    undecided: t.integer({ description: 'That are neither: never checked, stale, not reached.' }),
    running: t.integer({ description: 'That are being checked.' }),
    waiting: t.integer({ description: 'That wait for their turn to be checked.' }),
  },
  { description: 'How many clusters it is for, and how they stand.' },
);

/**
 * What a cluster must show before it counts as ready, and which clusters. It is cluster-scoped: it says what runs with
 * which rights in every cluster it selects, over all namespaces, which is the fleet's operators' to decide.
 */
export const ReadinessProfile = defineResource({
  group,
  version: 'v1alpha1',
  kind: 'ReadinessProfile',
  scope: 'Cluster',
  shortNames: ['rprof'],
  categories: ['cluster-api'],
  spec: t
    .object({
      clusters,
      plugins: t.mapList(plugin, 'name', { maxItems: 32, default: [], description: 'Sonobuoy plugins to run.' }),
      jobs: t.mapList(job, 'name', { maxItems: 32, default: [], description: 'Jobs to run to their end.' }),
      probes: t.mapList(probe, 'name', { maxItems: 32, default: [], description: 'Checks that are built in.' }),
      preconditions: t.mapList(probe, 'name', {
        maxItems: 32,
        default: [],
        description: 'Waited for before anything is made in the cluster.',
      }),
      sonobuoy,
      timeLimits,
      retries: t.integer({ minimum: 0, maximum: 5, default: 0, description: 'How often plugins with failed cases run again.' }),
      knownFailures: t.array(knownFailure, {
        maxItems: 256,
        default: [],
        description: 'Cases that may fail, because somebody works on them.',
      }),
      parallel: t.integer({
        minimum: 1,
        maximum: 1000,
        default: 10,
        description: 'Clusters of this profile that run at one time.',
      }),
      rerun: t.enum(['WhenStale', 'OnVersionChange', 'OnRequest'], {
        default: 'WhenStale',
        description: 'When a cluster is checked again by itself. WhenStale: also after its nodes changed.',
      }),
      history: t.integer({ minimum: 0, maximum: 20, default: 5, description: 'Earlier runs a report remembers.' }),
      gate,
      archive,
      suspend: t.boolean({ default: false, description: 'Begins no new run.' }),
    })
    .rule('self.plugins.size() + self.jobs.size() + self.probes.size() > 0', 'name at least one plugin, job or probe')
    .rule(
      "self.archive.store != 'Secrets' || self.archive.maxBytes <= 67108864", // all of them are in etcd
      'Secrets hold archives of 64 MiB at most: lower spec.archive.maxBytes, or choose the store Files or S3',
    )
    .rule("self.archive.store != 'S3' || has(self.archive.s3)", 'say where: spec.archive.s3'),
  status: t.object({
    observedGeneration: t.integer({ description: 'The generation of the spec that this status is about.' }).optional(),
    clusters: clusterCounts.optional(),
  }),
  conditions: { Ready: ['Selected', 'InvalidVersions', 'InvalidPlugin'] },
  printerColumns: [
    { name: 'Clusters', type: 'integer', jsonPath: '.status.clusters.selected' },
    { name: 'Ready', type: 'integer', jsonPath: '.status.clusters.ready' },
    { name: 'Failed', type: 'integer', jsonPath: '.status.clusters.failed' },
    { name: 'Running', type: 'integer', jsonPath: '.status.clusters.running' },
    { name: 'Waiting', type: 'integer', jsonPath: '.status.clusters.waiting', priority: 1 },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ],
});
export type ReadinessProfile = ObjectOf<typeof ReadinessProfile>;
export type ProfileSpec = ReadinessProfile['spec'];
export type KnownFailure = OutOf<typeof knownFailure>;
