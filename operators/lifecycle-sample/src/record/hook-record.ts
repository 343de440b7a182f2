import { defineResource, type ObjectOf, t } from '@capstan/schema';

/** How many calls a record holds; the oldest go first. */
export const keptCalls = 100;

const call = t.object({
  hook: t.string({ description: 'The hook, as Cluster API names it.' }),
  what: t.string({ description: 'What the call was about: v1.34.0 → v1.35.0, step 1 of 2.' }).optional(),
  time: t.dateTime({ description: 'When it was answered, first.' }),
  lastTime: t.dateTime({ description: 'When the same call was answered the same way, last.' }).optional(),
  count: t.integer({ minimum: 1, description: 'How often the same call was answered the same way in a row.' }),
  request: t.string({ description: 'SHA-256 of the request without uids and resource versions.' }),
  answer: t.enum(['proceed', 'provide', 'retry', 'fail', 'raw'], {
    description:
      'proceed: go on. provide: go on, with what was asked for. retry: held. fail: refused. raw: rubbish, as scripted.',
  }),
  message: t.string({ maxLength: 1024, description: 'What it was answered with, for people.' }).optional(),
  retryAfterSeconds: t
    .integer({ minimum: 1, description: 'When the hook was to be called again, of an answer that held.' })
    .optional(),
  durationMs: t.integer({ minimum: 0, description: 'Of the slowest of them.' }),
});

/** The calls about one cluster, as they were answered; of the same name as the cluster, beside it. */
export const HookRecord = defineResource({
  group: 'lifecycle.capstan.dev',
  version: 'v1alpha1',
  kind: 'HookRecord',
  scope: 'Namespaced',
  shortNames: ['hr'],
  categories: ['cluster-api'],
  spec: t.object({ clusterName: t.string({ minLength: 1, description: 'The Cluster, in the namespace of the record.' }) }),
  status: t.object({
    clusterUid: t.string({ description: 'A cluster made anew under the same name starts a new record.' }).optional(),
    calls: t.array(call, { maxItems: keptCalls, description: 'Oldest first.' }),
    total: t.integer({ description: 'Calls in all, those that are no longer listed included.' }),
    waits: t.array(
      t.object({
        occasion: t.string({ description: 'The hook, and the version it is about.' }),
        since: t.dateTime({ description: 'When the block began to hold.' }),
        calledAt: t
          .dateTime({ description: 'When the hook was called last; a block that was left holds anew, from its next call on.' })
          .optional(),
      }),
      { maxItems: 50, description: 'Since when a scripted block holds; every replica and every restart goes by it.' },
    ),
    upgrade: t
      .object(
        {
          to: t.string({ description: 'The version it goes to.' }),
          steps: t.integer({ minimum: 1, description: 'Of the control plane, one for each minor.' }),
        },
        { description: 'The upgrade under way, or the last one.' },
      )
      .optional(),
    blockedBy: t.string({ description: 'The hook whose last answer held the cluster.' }).optional(),
    deleteAllowedAt: t.dateTime({ description: 'When BeforeClusterDelete let go; the record goes a day later.' }).optional(),
    last: t
      .object(
        {
          hook: t.string({ description: 'The hook, as Cluster API names it.' }),
          answer: t.string({ description: 'As in calls.' }),
          time: t.dateTime({ description: 'When it was answered.' }),
        },
        { description: 'The call that was answered last.' },
      )
      .optional(),
  }),
  printerColumns: [
    { name: 'Last hook', type: 'string', jsonPath: '.status.last.hook' },
    { name: 'Answer', type: 'string', jsonPath: '.status.last.answer' },
    { name: 'When', type: 'date', jsonPath: '.status.last.time' },
    { name: 'Blocked by', type: 'string', jsonPath: '.status.blockedBy' },
    { name: 'Calls', type: 'integer', jsonPath: '.status.total' },
    { name: 'Upgrade to', type: 'string', jsonPath: '.status.upgrade.to', priority: 1 },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ],
});
export type HookRecord = ObjectOf<typeof HookRecord>;
