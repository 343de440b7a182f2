import { t } from '@capstan/schema';
import {
  annotationKeyRule,
  labelKeyRule,
  longestMetadataKey,
  metadataKey,
  namespaceName,
  objectName,
  type SyncedKind,
  sourceKey,
} from './spec-names.ts';

const source = (kind: SyncedKind) => ({
  name: objectName(kind, 'name its namespace in the field namespace beside it', {
    description: `Name of the ${kind} to copy.`,
  }),
  namespace: namespaceName('leave it out for the namespace of this object', {
    description: `Namespace of the ${kind} to copy. Default: the namespace of this object.`,
  }).optional(),
});

const keys = (kind: SyncedKind) =>
  t
    .object(
      {
        include: t.set(sourceKey(kind), { minItems: 1, maxItems: 256, description: 'Only these keys. Default: all.' }).optional(),
        exclude: t.set(sourceKey(kind), { minItems: 1, maxItems: 256, description: 'All but these keys.' }).optional(),
        rename: t
          .record(sourceKey(kind), { maxProperties: 256, description: 'New names of keys, by the names they have.' })
          .optional(),
      },
      { description: 'Which keys are copied, and under which names.' },
    )
    .rule('!has(self.include) || !has(self.exclude)', 'set include or exclude, not both: include already leaves out the rest')
    .rule(
      '!has(self.rename) || [self.rename.map(a, self.rename[a])].all(names, names.all(b, names.indexOf(b) == names.lastIndexOf(b)))',
      'two keys get the same new name; give each its own',
    );

const ourMarks = (map: string, singular: string) =>
  [
    `self.${map}.all(k, !k.startsWith('weaver.capstan.dev/') && !k.startsWith('merge.weaver.capstan.dev/') && !k.startsWith('configmapsync.io/') && k != 'app.kubernetes.io/managed-by' && k != 'cmsOwnerName' && k != 'cmsOwnerNamespace')`,
    `the ${singular} that marks who owns a copy cannot be set; choose another key`,
  ] as const;

/** Where `kubectl apply` keeps what it was given: all values, of a Secret too. */
export const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

const labelValue = t
  .string({ maxLength: 63 })
  .rule(
    "self.matches('^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$')",
    'no value of a label: use letters, digits, -, _ and ., with a letter or digit first and last',
  );

const metadata = t
  .object(
    {
      labels: t
        .record(labelValue, { maxProperties: 64, description: 'Labels of the copies.' })
        .rule(...labelKeyRule)
        .optional(),
      annotations: t
        .record(t.string({ maxLength: 4096 }), { maxProperties: 64, description: 'Annotations of the copies.' })
        .rule(...annotationKeyRule)
        .optional(),
      copyLabels: t
        .set(metadataKey('label'), { maxItems: 64, description: 'Labels of the source that its copies have too. Default: none.' })
        .optional(),
      copyAnnotations: t
        .set(metadataKey('annotation'), {
          maxItems: 64,
          description: 'Annotations of the source that its copies have too. Default: none.',
        })
        .optional(),
    },
    { description: 'Labels and annotations of the copies.' },
  )
  .rule(`!has(self.labels) || ${ourMarks('labels', 'label')[0]}`, ourMarks('labels', 'label')[1])
  .rule(`!has(self.annotations) || ${ourMarks('annotations', 'annotation')[0]}`, ourMarks('annotations', 'annotation')[1])
  .rule(`!has(self.copyLabels) || ${ourMarks('copyLabels', 'label')[0]}`, ourMarks('copyLabels', 'label')[1])
  .rule(
    `!has(self.copyAnnotations) || ${ourMarks('copyAnnotations', 'annotation')[0]}`,
    ourMarks('copyAnnotations', 'annotation')[1],
  )
  .rule(
    `!has(self.copyAnnotations) || !('${lastApplied}' in self.copyAnnotations)`,
    `${lastApplied} holds the whole source, also keys that are not copied; take it out of copyAnnotations`,
  );

const namespaceSelector = t.object(
  {
    matchLabels: t.record(t.string({ maxLength: 63 }), { maxProperties: 64, description: 'Labels they have.' }).optional(),
    matchExpressions: t
      .array(
        t
          .object({
            key: t.string({ minLength: 1, maxLength: longestMetadataKey, description: 'Key of the label.' }),
            operator: t.enum(['In', 'NotIn', 'Exists', 'DoesNotExist'], { description: 'How its value is compared.' }),
            values: t.array(t.string({ maxLength: 63 }), { maxItems: 64, description: 'Values for In and NotIn.' }).optional(),
          })
          .rule(
            "(self.operator in ['In', 'NotIn']) == (has(self.values) && self.values.size() > 0)",
            'In and NotIn need values; Exists and DoesNotExist take none',
          ),
        { maxItems: 64, description: 'Conditions that all hold.' },
      )
      .optional(),
  },
  { description: 'Namespaces that get a copy, by their labels, as they come, go and change. Matches all when empty.' },
);

/** What the names of hashed copies are made of. */
const hashed = {
  ConfigMap: 'their content',
  Secret: 'the uids and versions of their sources, never of values, so that a name gives nothing away',
};

const interval = '^[0-9]{1,6}(s|m|h)$';

/** What is copied where, and with whose rights. */
const placeFields = (kind: SyncedKind) => ({
  source: t.object(source(kind), { description: `The ${kind} to copy.` }).optional(),
  sources: t
    .array(t.object(source(kind)), {
      minItems: 1,
      maxItems: 16,
      description: `Several ${kind}s to copy into one, key by key: of two with the same key the later one counts.`,
    })
    .optional(),
  syncToNamespaces: t
    .set(namespaceName('select many by their labels with namespaceSelector'), {
      minItems: 1,
      maxItems: 10_000,
      description: `Namespaces that get a copy. Each must allow the ServiceAccount to get, create, patch and delete ${kind}s.`,
    })
    .optional(),
  namespaceSelector: namespaceSelector.optional(),
  serviceAccount: t.object(
    {
      name: objectName('ServiceAccount', 'only those in the namespace of this object can be named', {
        default: 'default',
        description: 'Name of the ServiceAccount, in the namespace of this object.',
      }),
    },
    { default: {}, description: 'Whose rights are used to read the source and to write the copies.' },
  ),
});

/** What copies are like, and how they are kept. */
const copyFields = (kind: SyncedKind) => ({
  targetName: objectName(kind, 'the copies in all namespaces have this name', {
    description: 'Name of the copies. Default: the name of the source.',
  }).optional(),
  keys: keys(kind).optional(),
  metadata: metadata.optional(),
  conflictPolicy: t.enum(['Refuse', 'Adopt', 'Merge'], {
    default: 'Refuse',
    description: `What to do about a ${kind} that is there already: leave it, take it over, or own only our keys in it.`,
  }),
  deletionPolicy: t.enum(['Delete', 'Orphan'], {
    default: 'Delete',
    description: 'What becomes of the copies when this object is deleted.',
  }),
  onSourceDeleted: t.enum(['Keep', 'Remove'], {
    default: 'Keep',
    description: 'What becomes of the copies when the source is deleted.',
  }),
  immutable: t.enum(['Never', 'Hashed'], {
    default: 'Never',
    description: `Hashed: copies are immutable and named with a hash of ${hashed[kind]}; a ${kind} of the plain name holds the newest one's name under the key name.`,
  }),
  suspend: t.boolean({ default: false, description: 'Leaves the copies as they are until this is false again.' }),
  resyncInterval: t
    .string({
      default: '10m',
      maxLength: 16,
      description: 'How often everything is looked at, also without a change.',
    })
    .rule(`self.matches('${interval}')`, 'is no interval; write a whole number with s, m or h, such as 10m')
    .rule(`!self.matches('${interval}') || duration(self) >= duration('30s')`, "is too often; set '30s' or more"),
});

/** The fields that ConfigMapSync and SecretSync share. */
export const syncFields = (kind: SyncedKind) => ({ ...placeFields(kind), ...copyFields(kind) });
