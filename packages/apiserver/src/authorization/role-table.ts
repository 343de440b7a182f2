import type { PolicyRule } from './policy-rule.ts';

export interface RoleRef {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
}

/** A role, there or not, as the bindings that name it share it. */
export interface SharedRole {
  readonly key: string;
  readonly ref: RoleRef;
  /** `undefined` while there is no such role. */
  readonly rules: readonly PolicyRule[] | undefined;
}

interface MutableRole extends SharedRole {
  rules: readonly PolicyRule[] | undefined;
  bindings: number;
}

/** All Roles and ClusterRoles, and those that are only spoken of. */
export class RoleTable {
  readonly #roles = new Map<string, MutableRole>();

  /** `namespace` is `''` for a ClusterRole. `undefined` rules: the role is no more. */
  set(namespace: string, name: string, rules: readonly PolicyRule[] | undefined): void {
    const kind = namespace === '' ? 'ClusterRole' : 'Role';
    const role = this.#roleOf({ group: 'rbac.authorization.k8s.io', kind, name }, namespace);
    role.rules = rules;
    this.#forget(role);
  }

  rulesOf(ref: RoleRef, bindingNamespace: string): readonly PolicyRule[] | undefined {
    return this.#roles.get(keyOf(ref, bindingNamespace))?.rules;
  }

  /** The role that a binding in this namespace means. To be released when the binding goes. */
  take(ref: RoleRef, bindingNamespace: string): SharedRole {
    const role = this.#roleOf(ref, bindingNamespace);
    role.bindings += 1;
    return role;
  }

  release({ key }: SharedRole): void {
    const role = this.#roles.get(key);
    if (!role) return;
    role.bindings -= 1;
    this.#forget(role);
  }

  #roleOf(ref: RoleRef, namespace: string): MutableRole {
    const key = keyOf(ref, namespace);
    let role = this.#roles.get(key);
    if (!role) {
      role = { key, ref, rules: undefined, bindings: 0 };
      this.#roles.set(key, role);
    }
    return role;
  }

  #forget(role: MutableRole): void {
    if (role.bindings === 0 && role.rules === undefined) this.#roles.delete(role.key);
  }
}

const keyOf = ({ kind, name }: RoleRef, namespace: string) => `${kind}/${kind === 'ClusterRole' ? '' : namespace}/${name}`;
