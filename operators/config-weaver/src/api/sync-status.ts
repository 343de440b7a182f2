import { type PrinterColumn, t } from '@capstan/schema';

/** The condition types of a sync, each with every reason it may carry. */
export const syncConditions = {
  Ready: [
    'Synced',
    'Pending',
    'Suspended',
    'SourceNotFound',
    'SourceForbidden',
    'SourceInvalid',
    'ServiceAccountNotFound',
    'TargetsRefused',
    'TargetsFailed',
    'CleanupIncomplete',
  ],
  SourceFound: ['Found', 'NotFound', 'Forbidden', 'Invalid', 'Pending'],
  Authorized: ['Allowed', 'ServiceAccountNotFound', 'SourceForbidden', 'TargetsForbidden', 'Pending'],
  TargetsSynced: ['AllSynced', 'SomeRefused', 'SomeFailed', 'Pending'],
  Progressing: ['Writing', 'Finished', 'Stopped', 'Suspended'],
} as const;

/** Why a target is not synced. */
export const targetReasons = [
  'ChainTooLong',
  'Contested',
  'Cycle',
  'Failed',
  'Forbidden',
  'NamespaceNotFound',
  'NamespaceTerminating',
  'QuotaExceeded',
  'SourceNamespace',
  'TargetExists',
  'TooManyTargets',
  'TypeDiffers',
] as const;

/** Namespaces that a status names at most as those where copies may be. */
export const mostPlaces = 10_000;

const count = (description: string) => t.integer({ minimum: 0, description });

/** What is said about a sync, beside its conditions. */
export const syncStatus = t.object({
  observedGeneration: t.integer({ description: 'Generation of the spec this status is about.' }).optional(),
  sourceRevision: t
    .string({ description: 'Tells contents apart: a digest of what is copied, of Secrets one of the versions of their sources.' })
    .optional(),
  progress: t.string({ description: 'Copies that are right, of those wanted: 2/3.' }).optional(),
  counts: t
    .object(
      {
        targets: count('Copies that are wanted: of namespaces that are only selected, those that let the ServiceAccount in.'),
        synced: count('Copies that are right.'),
        refused: count('Targets that somebody must allow or clear first.'),
        failed: count('Targets that could not be written; they are tried again.'),
        copyBytes: count('Size of one copy.'),
        totalBytes: count('Size of all copies.'),
      },
      { description: 'How the copies stand.' },
    )
    .optional(),
  copyNames: t
    .set(t.string(), { maxItems: 64, description: 'Names under which copies were made and may still be found.' })
    .optional(),
  superseded: t
    .mapList(
      t.object({
        name: t.string({ description: 'Of the copies.' }),
        since: t.dateTime({ description: 'When others took their place.' }),
      }),
      'name',
      { maxItems: 64, description: 'Hashed copies of before, which are removed after a while.' },
    )
    .optional(),
  placedIn: t
    .array(t.string(), {
      // No set: the server would also record who wrote each of them, which takes more than they do.
      maxItems: mostPlaces,
      description: 'SecretSync only: namespaces where copies may be. Written before a copy is.',
    })
    .optional(),
  madeCopies: t
    .set(t.string(), {
      maxItems: 500,
      description:
        'Where copies may be reclaimed with rights of the operator: UIDs of those it has made, which are all it may reclaim.',
    })
    .optional(),
  targets: t
    .mapList(
      t.object({
        namespace: t.string({ description: 'The namespace of the copy.' }),
        state: t.enum(['Synced', 'Refused', 'Failed'], {
          description: 'Refused: somebody must allow or clear it first. Failed: it is tried again.',
        }),
        reason: t.enum(targetReasons, { description: 'In one word why, where it is not Synced.' }).optional(),
        message: t.string({ description: 'Why, where it is not Synced.' }).optional(),
        revision: t.string({ description: 'Digest of the copy that was last seen right.' }).optional(),
        lastTransitionTime: t.dateTime({ description: 'Since when it is so.' }).optional(),
      }),
      'namespace',
      { maxItems: 50, description: 'Target namespaces, at most 50, those that need attention first.' },
    )
    .optional(),
});

/** What `kubectl get` shows. */
export const syncColumns: readonly PrinterColumn[] = [
  { name: 'Source', type: 'string', jsonPath: '.spec.source.name' },
  { name: 'Ready', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
  { name: 'Targets', type: 'string', jsonPath: '.status.progress' },
  { name: 'Status', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].message', priority: 1 },
  { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
];
