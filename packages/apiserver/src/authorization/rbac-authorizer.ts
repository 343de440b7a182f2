import type { UserInfo } from '../authentication/user-info.ts';
import { mastersGroup } from '../authentication/well-known-users.ts';
import type { Store, StoredObject } from '../storage/store.ts';
import type { Attributes, Authorizer, Decision } from './attributes.ts';
import { parseBinding } from './binding.ts';
import { BindingIndex, type Grant } from './binding-index.ts';
import { fieldsOf } from './body-fields.ts';
import { type PolicyRule, parseRules, type RuleQuestion, ruleAllows } from './policy-rule.ts';
import { type RoleRef, RoleTable } from './role-table.ts';

/** What somebody may do somewhere, and which roles named by bindings don't exist. */
export interface ResolvedRules {
  readonly rules: readonly PolicyRule[];
  readonly missing: readonly RoleRef[];
}

export interface RuleResolver {
  /** Rules of all bindings that apply to the user in this namespace, or with `''` in the whole cluster. */
  rulesFor(user: UserInfo, namespace: string): ResolvedRules;
  /** Rules of the role that a binding in this namespace names; `undefined` when there is no such role. */
  rulesOf(ref: RoleRef, bindingNamespace: string): readonly PolicyRule[] | undefined;
}

/**
 * Decides by Roles and ClusterRoles and their bindings; members of `system:masters` may do everything.
 *
 * **Guarantees**: a change is effective as soon as the store tells of it.
 *
 * **Cost**: objects are parsed when they change, never for a request.
 */
export interface RbacAuthorizer extends Authorizer, RuleResolver, Disposable {}

const allowedAnything: Decision = { allowed: true, reason: '' };
const denied: Decision = { allowed: false, reason: '' };
const suffix = 'rbac.authorization.k8s.io';

export function createRbacAuthorizer(store: Pick<Store, 'list' | 'subscribe'>): RbacAuthorizer {
  const roles = new RoleTable();
  const bindings = new BindingIndex(roles);
  const subscriptions = follow(store, roles, bindings);

  return {
    authorize: (attributes) => authorize(attributes, bindings),
    rulesFor: (user, namespace) => rulesFor(user, namespace, bindings),
    rulesOf: (ref, bindingNamespace) => roles.rulesOf(ref, bindingNamespace),
    [Symbol.dispose]: () => subscriptions.dispose(),
  };
}

function authorize(attributes: Attributes, bindings: BindingIndex): Decision {
  const { user } = attributes;
  if (user.groups.includes(mastersGroup)) return allowedAnything;
  const question = questionOf(attributes);
  let missing: RoleRef[] | undefined;
  const allows = ({ role }: Grant): boolean => {
    if (role.rules) return anyAllows(role.rules, question);
    missing ??= [];
    missing.push(role.ref);
    return false;
  };
  const grant = bindings.find(user, attributes.kind === 'resource' ? attributes.namespace : '', allows);
  if (grant) return grant.decision;
  return missing ? { allowed: false, reason: `RBAC: ${describeMissing(missing)}` } : denied;
}

function anyAllows(rules: readonly PolicyRule[], question: RuleQuestion): boolean {
  for (const rule of rules) if (ruleAllows(rule, question)) return true;
  return false;
}

function questionOf(attributes: Attributes): RuleQuestion {
  if (attributes.kind === 'nonResource') return attributes;
  const { verb, group, resource, subresource, name } = attributes;
  return subresource === ''
    ? { kind: 'resource', verb, group, resource, anyResource: undefined, name }
    : { kind: 'resource', verb, group, resource: `${resource}/${subresource}`, anyResource: `*/${subresource}`, name };
}

function rulesFor(user: UserInfo, namespace: string, bindings: BindingIndex): ResolvedRules {
  const rules: PolicyRule[] = [];
  const missing: RoleRef[] = [];
  // A binding counts once, by however many of its subjects the user is meant.
  const seen = new Set<Grant['binding']>();
  bindings.find(user, namespace, ({ binding, role }) => {
    if (seen.has(binding)) return false;
    seen.add(binding);
    if (role.rules) rules.push(...role.rules);
    else missing.push(role.ref);
    return false;
  });
  return { rules, missing };
}

/** `nameOf` is how a role that isn't there is called: it differs between answers. */
export function describeMissing(missing: readonly RoleRef[], nameOf = ({ kind }: RoleRef) => kind.toLowerCase()): string {
  const lines = missing.map((ref) =>
    ref.kind === 'Role' || ref.kind === 'ClusterRole'
      ? `${nameOf(ref)}.${suffix} ${JSON.stringify(ref.name)} not found`
      : `unsupported role reference kind: ${JSON.stringify(ref.kind)}`,
  );
  const unique = [...new Set(lines)];
  return unique.length === 1 ? (unique[0] ?? '') : `[${unique.join(', ')}]`;
}

/** Reads what there is, and from then on what changes. */
function follow(store: Pick<Store, 'list' | 'subscribe'>, roles: RoleTable, bindings: BindingIndex): DisposableStack {
  const putRole = ({ namespace, name, bytes }: StoredObject) => roles.set(namespace, name, parseRules(decode(bytes)?.['rules']));
  const dropRole = ({ namespace, name }: StoredObject) => roles.set(namespace, name, undefined);
  const putBinding = ({ namespace, name, bytes }: StoredObject) => bindings.set(parseBinding(decode(bytes), namespace, name));
  const dropBinding = (object: StoredObject) => bindings.delete(object);

  const stack = new DisposableStack();
  const watch = (plural: string, put: (object: StoredObject) => void, drop: (object: StoredObject) => void) => {
    const { items, revision } = store.list(`${plural}.${suffix}`);
    items.forEach(put);
    const onEvent = ({ type, object }: { readonly type: string; readonly object: StoredObject }) =>
      type === 'deleted' ? drop(object) : put(object);
    stack.use(store.subscribe(`${plural}.${suffix}`, revision, onEvent));
  };
  watch('clusterroles', putRole, dropRole);
  watch('roles', putRole, dropRole);
  watch('clusterrolebindings', putBinding, dropBinding);
  watch('rolebindings', putBinding, dropBinding);
  return stack;
}

const decode = (bytes: Buffer) => fieldsOf(JSON.parse(bytes.toString()));
