import {
  type FieldError,
  forbiddenError,
  invalidError,
  labelValueErrors,
  qualifiedNameErrors,
  requiredError,
  tooLongError,
} from '@capstan/schema';
import type { MutableMetadata, ServedKind } from '../resources/served-kind.ts';
import type { NameRule } from '../resources/strategies/name-rule.ts';

const annotationBytes = 256 * 1024;
const standardFinalizers: ReadonlySet<string> = new Set(['kubernetes', 'orphan', 'foregroundDeletion']);

type KindFacts = Pick<ServedKind, 'scope' | 'group' | 'custom'>;

/** What is wrong with the metadata of a new object. */
export function metadataErrors(metadata: MutableMetadata, nameRule: NameRule, kind: KindFacts): FieldError[] {
  const { name = '', generateName = '', namespace = '' } = metadata;
  const errors: FieldError[] = [];
  if (generateName !== '') {
    const prefix = generateName.endsWith('-') ? `${generateName.slice(0, -1)}a` : generateName;
    errors.push(...nameRule(prefix).map((error) => invalidError('metadata.generateName', generateName, error)));
  }
  if (name === '') errors.push(requiredError('metadata.name', 'name or generateName is required'));
  else errors.push(...nameRule(name).map((error) => invalidError('metadata.name', name, error)));
  if (kind.scope === 'Namespaced' && namespace === '') errors.push(requiredError('metadata.namespace'));
  return [...errors, ...contentErrors(metadata), ...finalizerErrors(metadata, kind)];
}

/** What is wrong with the metadata of a changed object. Told twice, as kube-apiserver does: once in general, once for the kind. */
export function metadataUpdateErrors(next: MutableMetadata, live: MutableMetadata, kind: KindFacts): FieldError[] {
  const errors: FieldError[] = [];
  if (live.deletionTimestamp) errors.push(...newFinalizerErrors(next, live));
  errors.push(...immutableErrors(next, live), ...contentErrors(next));
  const unqualified = finalizerErrors(next, kind);
  return errors.length === 0 ? unqualified : [...errors, ...errors, ...unqualified];
}

function newFinalizerErrors({ finalizers = [] }: MutableMetadata, live: MutableMetadata): FieldError[] {
  const added = finalizers.filter((name) => !live.finalizers?.includes(name));
  if (added.length === 0) return [];
  const printed = `[]string{${added.map((name) => JSON.stringify(name)).join(', ')}}`;
  const why = `no new finalizers can be added if the object is being deleted, found new finalizers ${printed}`;
  return [forbiddenError('metadata.finalizers', why)];
}

function immutableErrors(next: MutableMetadata, live: MutableMetadata): FieldError[] {
  const fields = ['name', 'namespace', 'uid'] as const;
  return fields
    .filter((field) => next[field] !== live[field])
    .map((field) => invalidError(`metadata.${field}`, next[field] ?? '', 'field is immutable'));
}

function contentErrors({ labels, annotations, ownerReferences }: MutableMetadata): FieldError[] {
  const errors: FieldError[] = [];
  for (const key in labels) {
    const value = labels[key] ?? '';
    errors.push(...qualifiedNameErrors(key).map((error) => invalidError('metadata.labels', key, error)));
    errors.push(...labelValueErrors(value).map((error) => invalidError('metadata.labels', value, error)));
  }
  let size = 0;
  for (const key in annotations) {
    errors.push(...qualifiedNameErrors(key.toLowerCase()).map((error) => invalidError('metadata.annotations', key, error)));
    size += key.length + (annotations[key]?.length ?? 0);
  }
  if (size > annotationBytes) errors.push(tooLongError('metadata.annotations', annotationBytes));
  if (ownerReferences && ownerReferences.length > 0) errors.push(...ownerErrors(ownerReferences));
  return errors;
}

type OwnerReferences = NonNullable<MutableMetadata['ownerReferences']>;

function ownerErrors(owners: OwnerReferences): FieldError[] {
  const at = 'metadata.ownerReferences';
  const errors: FieldError[] = [];
  let controller: string | undefined;
  for (const owner of owners) {
    const { apiVersion = '', kind = '', name = '', uid = '' } = owner;
    if (apiVersion === '') errors.push(invalidError(`${at}.apiVersion`, apiVersion, 'version must not be empty'));
    for (const [field, value] of Object.entries({ kind, name, uid })) {
      if (value === '') errors.push(invalidError(`${at}.${field}`, value, 'must not be empty'));
    }
    if (kind === 'Event' && apiVersion === 'v1') {
      errors.push(invalidError(at, owner, '/v1, Kind=Event is disallowed from being an owner'));
    }
    if (!owner.controller) continue;
    const printed = `${kind}/${name}`;
    if (controller === undefined) controller = printed;
    else {
      const why = `Only one reference can have Controller set to true. Found "true" in references for ${controller} and ${printed}`;
      errors.push(invalidError(at, owners, why));
    }
  }
  return errors;
}

function finalizerErrors({ finalizers = [] }: MutableMetadata, { custom, group }: KindFacts): FieldError[] {
  const isStrict = !custom && group !== 'apiextensions.k8s.io';
  const errors = finalizers.flatMap((name, index) => {
    const at = `metadata.finalizers[${index}]`;
    const unqualified = qualifiedNameErrors(name).map((error) => invalidError('metadata.finalizers', name, error));
    if (!isStrict || name.includes('/') || standardFinalizers.has(name)) return unqualified;
    return [...unqualified, invalidError(at, name, 'name is neither a standard finalizer name nor is it fully qualified')];
  });
  if (finalizers.includes('orphan') && finalizers.includes('foregroundDeletion')) {
    errors.push(invalidError('metadata.finalizers', finalizers, 'finalizer orphan and foregroundDeletion cannot be both set'));
  }
  return errors;
}
