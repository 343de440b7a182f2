import type { UserInfo } from '../authentication/user-info.ts';
import type { Decision } from './attributes.ts';
import type { Binding, Subject } from './binding.ts';
import type { RoleTable, SharedRole } from './role-table.ts';

/** One subject of one binding: what it gives is the role's rules at this moment. */
export interface Grant {
  readonly binding: Binding;
  readonly role: SharedRole;
  /** The answer to whatever one of the role's rules allows. */
  readonly decision: Decision;
}

/** Grants of one namespace, or of the cluster, by who has them. */
interface SubjectGrants {
  readonly users: Map<string, Set<Grant>>;
  readonly groups: Map<string, Set<Grant>>;
}

/**
 * Bindings by subject, so that a request looks only at those of its own user and groups.
 *
 * **Cost**: a look-up for the user and one for each group, for the cluster and for the namespace.
 */
export class BindingIndex {
  readonly #roles: RoleTable;
  /** `''` has the ClusterRoleBindings. */
  readonly #byNamespace = new Map<string, SubjectGrants>();
  readonly #grants = new Map<string, readonly { readonly subject: Subject; readonly grant: Grant }[]>();

  constructor(roles: RoleTable) {
    this.#roles = roles;
  }

  set(binding: Binding): void {
    this.delete(binding);
    const grants = binding.subjects.map((subject) => {
      const role = this.#roles.take(binding.roleRef, binding.namespace);
      return { subject, grant: { binding, role, decision: { allowed: true, reason: reasonOf(binding, subject) } } };
    });
    this.#grants.set(keyOf(binding), grants);
    for (const { subject, grant } of grants) this.#bucket(binding.namespace, subject).add(grant);
  }

  delete(binding: Pick<Binding, 'namespace' | 'name'>): void {
    for (const { subject, grant } of this.#grants.get(keyOf(binding)) ?? []) {
      this.#drop(binding.namespace, subject, grant);
      this.#roles.release(grant.role);
    }
    this.#grants.delete(keyOf(binding));
  }

  /** The first grant that `test` answers true to, the cluster's before the namespace's. */
  find(user: UserInfo, namespace: string, test: (grant: Grant) => boolean): Grant | undefined {
    const found = findIn(this.#byNamespace.get(''), user, test);
    return found || namespace === '' ? found : findIn(this.#byNamespace.get(namespace), user, test);
  }

  #bucket(namespace: string, subject: Subject): Set<Grant> {
    let grants = this.#byNamespace.get(namespace);
    if (!grants) {
      grants = { users: new Map(), groups: new Map() };
      this.#byNamespace.set(namespace, grants);
    }
    const bySubject = grants[subject.kind];
    let bucket = bySubject.get(subject.name);
    if (!bucket) {
      bucket = new Set();
      bySubject.set(subject.name, bucket);
    }
    return bucket;
  }

  #drop(namespace: string, { kind, name }: Subject, grant: Grant): void {
    const grants = this.#byNamespace.get(namespace);
    const bucket = grants?.[kind].get(name);
    bucket?.delete(grant);
    if (bucket?.size === 0) grants?.[kind].delete(name);
    if (grants?.users.size === 0 && grants.groups.size === 0) this.#byNamespace.delete(namespace);
  }
}

const keyOf = ({ namespace, name }: Pick<Binding, 'namespace' | 'name'>) => `${namespace}/${name}`;

function findIn(grants: SubjectGrants | undefined, user: UserInfo, test: (grant: Grant) => boolean): Grant | undefined {
  if (!grants) return undefined;
  const own = findFirst(grants.users.get(user.name), test);
  if (own) return own;
  for (const group of user.groups) {
    const found = findFirst(grants.groups.get(group), test);
    if (found) return found;
  }
  return undefined;
}

function findFirst(bucket: Iterable<Grant> | undefined, test: (grant: Grant) => boolean): Grant | undefined {
  if (bucket) for (const grant of bucket) if (test(grant)) return grant;
  return undefined;
}

function reasonOf({ namespace, name, roleRef }: Binding, subject: Subject): string {
  const binding = namespace === '' ? `ClusterRoleBinding ${quoted(name)}` : `RoleBinding ${quoted(`${name}/${namespace}`)}`;
  return `RBAC: allowed by ${binding} of ${roleRef.kind} ${quoted(roleRef.name)} to ${subject.printed}`;
}

const quoted = (text: string) => JSON.stringify(text);
