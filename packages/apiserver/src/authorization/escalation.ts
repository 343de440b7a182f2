import { isDeepStrictEqual } from 'node:util';
import type { UserInfo } from '../authentication/user-info.ts';
import { mastersGroup } from '../authentication/well-known-users.ts';
import { badRequest, forbidden, notFound, StatusError } from '../errors/status-error.ts';
import type { MutableObject } from '../resources/served-kind.ts';
import type { Authorizer } from './attributes.ts';
import { parseRoleRef } from './binding.ts';
import { fieldsOf } from './body-fields.ts';
import { type PolicyRule, parseRules } from './policy-rule.ts';
import { quotedList } from './quoted-list.ts';
import { describeMissing, type RuleResolver } from './rbac-authorizer.ts';
import type { RoleRef } from './role-table.ts';
import { describeRules, uncovered } from './rule-coverage.ts';

const group = 'rbac.authorization.k8s.io';
const plurals = ['roles', 'clusterroles', 'rolebindings', 'clusterrolebindings'] as const;

export type RbacPlural = (typeof plurals)[number];

/** A write to an object that gives rights. */
export interface RbacWrite {
  readonly user: UserInfo;
  readonly plural: RbacPlural;
  /** Of the request; `''` at cluster scope. */
  readonly namespace: string;
  /** Of the request's path; `''` for a POST. */
  readonly name: string;
  /** The object as it would be stored. */
  readonly object: MutableObject;
  /** The object as it is; absent for a create. */
  readonly live?: MutableObject;
}

/** Throws 403 when somebody would give away rights that they don't have. */
export type EscalationCheck = (write: RbacWrite) => void;

/** Whether writes to this resource are to be checked. */
export const givesRights = (resource: { readonly group: string; readonly plural: string }) =>
  resource.group === group && plurals.some((plural) => plural === resource.plural);

const everything: readonly PolicyRule[] = [
  { verbs: ['*'], apiGroups: ['*'], resources: ['*'], resourceNames: [], nonResourceURLs: [] },
  { verbs: ['*'], apiGroups: [], resources: [], resourceNames: [], nonResourceURLs: ['*'] },
];

/**
 * A role may be written by who has all its rights already, or may `escalate` it; a binding by who has all rights of its
 * role, or may `bind` that role. Writes that touch only finalizers and owners are let through, for the garbage collector.
 */
export function createEscalationCheck(rbac: Authorizer & RuleResolver): EscalationCheck {
  return (write) => {
    if (write.user.groups.includes(mastersGroup) || onlyCollectorFields(write)) return;
    if (write.plural === 'roles' || write.plural === 'clusterroles') checkRole(rbac, write);
    else checkBinding(rbac, write);
  };
}

function checkRole(rbac: Authorizer & RuleResolver, write: RbacWrite): void {
  if (may(rbac, 'escalate', write, write.plural, write.name)) return;
  confirmHeld(rbac, write, parseRules(write.object['rules']));
  const aggregates = hasAggregation(write.object) || (write.live !== undefined && hasAggregation(write.live));
  if (write.plural === 'clusterroles' && aggregates && missingRights(rbac, write, everything).length > 0) {
    throw refusal(write, 'must have cluster-admin privileges to use the aggregationRule');
  }
}

function hasAggregation(role: MutableObject): boolean {
  const selectors = fieldsOf(role['aggregationRule'])?.['clusterRoleSelectors'];
  return Array.isArray(selectors) && selectors.length > 0;
}

function checkBinding(rbac: Authorizer & RuleResolver, write: RbacWrite): void {
  const ref = parseRoleRef(write.object['roleRef']);
  if (mayBind(rbac, write, ref)) return;
  if (ref.kind === 'Role' && write.namespace === '') throw badRequest('Namespace parameter required.');
  if (ref.kind !== 'Role' && ref.kind !== 'ClusterRole') {
    throw new StatusError(500, undefined, `unsupported role reference kind: ${JSON.stringify(ref.kind)}`);
  }
  const rules = rbac.rulesOf(ref, write.namespace);
  // kube-apiserver names the resource that is written, not the one that is missing.
  if (!rules) throw notFound({ group, plural: write.plural }, ref.name);
  confirmHeld(rbac, write, rules);
}

function mayBind(rbac: Authorizer, write: RbacWrite, ref: RoleRef): boolean {
  if (ref.kind === 'ClusterRole') return may(rbac, 'bind', write, 'clusterroles', ref.name);
  return ref.kind === 'Role' && may(rbac, 'bind', write, 'roles', ref.name);
}

function may(
  rbac: Authorizer,
  verb: 'escalate' | 'bind',
  { user, namespace }: RbacWrite,
  resource: string,
  name: string,
): boolean {
  const question = { kind: 'resource', user, verb, group, version: '*', resource, subresource: '', namespace, name } as const;
  return rbac.authorize(question).allowed;
}

const missingRights = (rbac: RuleResolver, { user, namespace }: RbacWrite, rules: readonly PolicyRule[]) =>
  uncovered(rbac.rulesFor(user, namespace).rules, rules);

function confirmHeld(rbac: RuleResolver, write: RbacWrite, rules: readonly PolicyRule[]): void {
  const held = rbac.rulesFor(write.user, write.namespace);
  const rights = uncovered(held.rules, rules);
  if (rights.length === 0) return;
  const { name, groups } = write.user;
  const who = `user ${JSON.stringify(name)} (groups=${quotedList(groups)})`;
  const errors = held.missing.length > 0 ? `; resolution errors: [${describeMissing(held.missing, () => write.plural)}]` : '';
  throw refusal(write, `${who} is attempting to grant RBAC permissions not currently held:\n${describeRules(rights)}${errors}`);
}

const refusal = ({ plural, object }: RbacWrite, why: string) => forbidden({ group, plural }, object.metadata?.name ?? '', why);

function onlyCollectorFields({ object, live }: RbacWrite): boolean {
  return live !== undefined && isDeepStrictEqual(withoutCollectorFields(object), withoutCollectorFields(live));
}

function withoutCollectorFields(object: MutableObject): object {
  const { ownerReferences, finalizers, managedFields, selfLink, ...metadata } = object.metadata;
  return { ...object, metadata };
}
