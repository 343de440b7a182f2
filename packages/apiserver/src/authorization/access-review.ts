import type { FieldError } from '@capstan/schema';
import type { UserInfo } from '../authentication/user-info.ts';
import { StatusError } from '../errors/status-error.ts';
import type { MutableObject } from '../resources/served-kind.ts';
import { selectorErrors } from './access-review-selectors.ts';
import type { Attributes, Authorizer } from './attributes.ts';
import { type Fields, fieldsOf, textOf, textsOf } from './body-fields.ts';
import type { Review } from './reviews.ts';

/** May somebody, anybody, do this? */
export const subjectAccessReview =
  (authorizer: Authorizer): Review =>
  (body) => {
    const spec = specOf(body);
    refuse([...subjectErrors(spec), ...metadataErrors(body)]);
    return answer('SubjectAccessReview', body, authorizer, userOf(spec));
  };

/** May somebody do this in the namespace of the request? */
export const localSubjectAccessReview =
  (authorizer: Authorizer): Review =>
  (body, { namespace }) => {
    const spec = specOf(body);
    const local: MutableObject = { ...body, metadata: { ...body.metadata, namespace } };
    refuse([...subjectErrors(spec), ...localErrors(local, spec, namespace)]);
    return answer('LocalSubjectAccessReview', local, authorizer, userOf(spec));
  };

/** May the requestor do this? */
export const selfSubjectAccessReview =
  (authorizer: Authorizer): Review =>
  (body, { user }) => {
    const spec = specOf(body);
    refuse([...attributesErrors(spec), ...selectorErrors(spec), ...metadataErrors(body)]);
    return answer('SelfSubjectAccessReview', body, authorizer, user);
  };

const specOf = (body: MutableObject): Fields => fieldsOf(body['spec']) ?? {};

function answer(kind: string, body: MutableObject, authorizer: Authorizer, user: UserInfo): MutableObject {
  const { allowed, reason } = authorizer.authorize(attributesOf(specOf(body), user));
  return {
    kind,
    apiVersion: 'authorization.k8s.io/v1',
    metadata: body.metadata ?? {},
    spec: body['spec'],
    status: { allowed, ...(reason && { reason }) },
  };
}

function userOf(spec: Fields): UserInfo {
  const uid = textOf(spec['uid']);
  const extra = Object.entries(fieldsOf(spec['extra']) ?? {}).map(([key, values]) => [key, textsOf(values)]);
  return {
    name: textOf(spec['user']),
    groups: textsOf(spec['groups']),
    ...(uid && { uid }),
    ...(extra.length > 0 && { extra: Object.fromEntries(extra) }),
  };
}

function attributesOf(spec: Fields, user: UserInfo): Attributes {
  const resource = fieldsOf(spec['resourceAttributes']);
  const text = (name: string) => textOf((resource ?? fieldsOf(spec['nonResourceAttributes']))?.[name]);
  const verb = text('verb');
  if (!resource) return { kind: 'nonResource', user, verb, path: text('path') };
  return {
    kind: 'resource',
    user,
    verb,
    group: text('group'),
    version: text('version') || '*',
    resource: text('resource'),
    subresource: text('subresource'),
    namespace: text('namespace'),
    name: text('name'),
  };
}

/** kube-apiserver has lost the kind when it gets here, so the message has none. */
function refuse(errors: readonly FieldError[]): void {
  if (errors.length === 0) return;
  const lines = errors.map(({ field, message }) => `${field}: ${message}`);
  const text = lines.length === 1 ? lines[0] : `[${lines.join(', ')}]`;
  const causes = errors.map(({ type, message, field }) => ({ reason: type, message, field }));
  throw new StatusError(422, 'Invalid', `.authorization.k8s.io "" is invalid: ${text}`, {
    group: 'authorization.k8s.io',
    causes,
  });
}

const invalidField = (field: string, value: unknown, why: string): FieldError => ({
  type: 'FieldValueInvalid',
  field,
  message: `Invalid value: ${JSON.stringify(value)}: ${why}`,
});

const subjectErrors = (spec: Fields): readonly FieldError[] => [
  ...attributesErrors(spec),
  ...userErrors(spec),
  ...selectorErrors(spec),
];

function attributesErrors(spec: Fields): readonly FieldError[] {
  const resource = fieldsOf(spec['resourceAttributes']);
  const nonResource = fieldsOf(spec['nonResourceAttributes']);
  if (resource && nonResource) {
    const why = 'cannot be specified in combination with resourceAttributes';
    return [invalidField('spec.nonResourceAttributes', printed(nonResource), why)];
  }
  if (resource || nonResource) return [];
  const why = 'exactly one of nonResourceAttributes or resourceAttributes must be specified';
  return [invalidField('spec.resourceAttributes', null, why)];
}

const printed = (nonResource: Fields) => ({ Path: textOf(nonResource['path']), Verb: textOf(nonResource['verb']) });

const userErrors = (spec: Fields): readonly FieldError[] =>
  textOf(spec['user']) === '' && textsOf(spec['groups']).length === 0
    ? [invalidField('spec.user', '', 'at least one of user or group must be specified')]
    : [];

function metadataErrors(body: MutableObject): readonly FieldError[] {
  const { managedFields, ...metadata } = body.metadata ?? {};
  return Object.keys(metadata).length === 0 ? [] : [invalidField('metadata', metadata, 'must be empty')];
}

function localErrors(body: MutableObject, spec: Fields, namespace: string): readonly FieldError[] {
  const { namespace: own, managedFields, ...rest } = body.metadata;
  const resource = fieldsOf(spec['resourceAttributes']);
  const nonResource = fieldsOf(spec['nonResourceAttributes']);
  const asked = textOf(resource?.['namespace']);
  return [
    ...(Object.keys(rest).length > 0
      ? [invalidField('metadata', { ...rest, namespace: own }, 'must be empty except for namespace')]
      : []),
    ...(resource && asked !== namespace
      ? [invalidField('spec.resourceAttributes.namespace', asked, 'must match metadata.namespace')]
      : []),
    ...(nonResource
      ? [invalidField('spec.nonResourceAttributes', printed(nonResource), 'disallowed on this kind of request')]
      : []),
  ];
}
