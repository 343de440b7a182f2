import { serviceAccountUserName } from '../authentication/well-known-users.ts';
import { fieldsOf, textOf } from './body-fields.ts';
import type { RoleRef } from './role-table.ts';

/** A RoleBinding, or with no namespace a ClusterRoleBinding. */
export interface Binding {
  readonly namespace: string;
  readonly name: string;
  readonly roleRef: RoleRef;
  readonly subjects: readonly Subject[];
}

/** Whom a binding is for: a ServiceAccount is the user it logs in as. */
export interface Subject {
  readonly kind: 'users' | 'groups';
  readonly name: string;
  /** As reasons show it: `Group "system:authenticated"`. */
  readonly printed: string;
}

export function parseBinding(object: unknown, namespace: string, name: string): Binding {
  const fields = fieldsOf(object);
  const subjects = Array.isArray(fields?.['subjects']) ? fields['subjects'] : [];
  return {
    namespace,
    name,
    roleRef: parseRoleRef(fields?.['roleRef']),
    subjects: subjects.map((subject) => parseSubject(subject, namespace)).filter((subject) => subject !== undefined),
  };
}

export function parseRoleRef(value: unknown): RoleRef {
  const fields = fieldsOf(value);
  return { group: textOf(fields?.['apiGroup']), kind: textOf(fields?.['kind']), name: textOf(fields?.['name']) };
}

/** `undefined` for what can be nobody: an unknown kind, or a ServiceAccount of no namespace. */
function parseSubject(value: unknown, bindingNamespace: string): Subject | undefined {
  const fields = fieldsOf(value);
  const kind = textOf(fields?.['kind']);
  const name = textOf(fields?.['name']);
  if (kind === 'User') return { kind: 'users', name, printed: `User ${JSON.stringify(name)}` };
  if (kind === 'Group') return { kind: 'groups', name, printed: `Group ${JSON.stringify(name)}` };
  const namespace = textOf(fields?.['namespace']) || bindingNamespace;
  if (kind !== 'ServiceAccount' || namespace === '') return undefined;
  return {
    kind: 'users',
    name: serviceAccountUserName(namespace, name),
    printed: `ServiceAccount ${JSON.stringify(`${name}/${namespace}`)}`,
  };
}
