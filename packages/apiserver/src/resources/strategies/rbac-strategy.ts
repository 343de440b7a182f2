import { deepEqual, type FieldError, invalidError, isJsonObject, notSupportedError, requiredError } from '@capstan/schema';
import type { MutableObject } from '../served-kind.ts';
import type { Strategy } from './strategy.ts';

const group = 'rbac.authorization.k8s.io';

/** The role that a binding names is chosen once. */
export const bindingStrategy: Partial<Strategy> = {
  fillDefaults: fillGroups,
  validate(binding, live) {
    const ref = recordOf(binding['roleRef']);
    const errors: FieldError[] = [];
    if (ref['apiGroup'] !== group) errors.push(notSupportedError('roleRef.apiGroup', ref['apiGroup'] ?? '', [group]));
    const kinds = binding.metadata.namespace ? ['Role', 'ClusterRole'] : ['ClusterRole'];
    if (!kinds.includes(String(ref['kind']))) errors.push(notSupportedError('roleRef.kind', ref['kind'] ?? '', kinds));
    if (!ref['name']) errors.push(requiredError('roleRef.name'));
    errors.push(...subjectErrors(binding));
    if (live && !deepEqual(ref, live['roleRef'])) {
      const printed = { APIGroup: ref['apiGroup'], Kind: ref['kind'], Name: ref['name'] };
      errors.push(invalidError('roleRef', printed, 'cannot change roleRef'));
    }
    return errors;
  },
};

/** Go's defaults, which the OpenAPI documents don't tell. */
function fillGroups(binding: MutableObject): void {
  const ref = recordOf(binding['roleRef']);
  ref['apiGroup'] ||= group;
  for (const subject of subjectsOf(binding)) {
    if (!subject['apiGroup'] && (subject['kind'] === 'User' || subject['kind'] === 'Group')) subject['apiGroup'] = group;
    if (subject['apiGroup'] === '') delete subject['apiGroup'];
  }
}

const subjectKinds = ['ServiceAccount', 'User', 'Group'];

function subjectErrors(binding: MutableObject): FieldError[] {
  return subjectsOf(binding).flatMap((subject, index) => {
    const at = `subjects[${index}]`;
    const errors: FieldError[] = [];
    if (!subject['name']) errors.push(requiredError(`${at}.name`));
    if (!subjectKinds.includes(String(subject['kind']))) {
      errors.push(notSupportedError(`${at}.kind`, subject['kind'] ?? '', subjectKinds));
    }
    if (subject['kind'] === 'ServiceAccount' && !subject['namespace']) errors.push(requiredError(`${at}.namespace`));
    return errors;
  });
}

const subjectsOf = (binding: MutableObject) =>
  Array.isArray(binding['subjects']) ? binding['subjects'].filter(isJsonObject) : [];
const recordOf = (value: unknown): Record<string, unknown> => (isJsonObject(value) ? value : {});
