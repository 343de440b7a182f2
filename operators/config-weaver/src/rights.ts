import { isApiError } from '@capstan/client';
import type { TenantClient } from '@capstan/runtime';
import type { ObjectRef, ResourceType } from '@capstan/schema';

/** How long a right that was granted is not asked for again. The server checks every write all the same. */
const grantedMs = 600_000;
/** Answers kept at most; beyond it the oldest go. */
const maxAnswers = 50_000;

interface Grant {
  /** Of the namespace that it was given in. */
  readonly namespaceUid: string;
  readonly until: number;
}

/** What ServiceAccounts may do, as the server said. Refusals are not kept: a right granted later counts at once. */
export class Rights {
  /** By who may do what, then by the object: what thousands of answers have in common is held once. */
  readonly #grants = new Map<string, Map<string, Grant>>();
  #answers = 0;
  readonly #namespaceUids = new Map<string, string>();

  /** Notes which namespace has a name now: what was granted in one does not count in another that is made anew. */
  seenNamespace(name: string, uid: string | undefined): void {
    if (uid === undefined) this.#namespaceUids.delete(name);
    else this.#namespaceUids.set(name, uid);
  }

  /** The first of these verbs that the tenant lacks. */
  async missing(
    tenant: TenantClient,
    resource: ResourceType,
    ref: ObjectRef,
    verbs: readonly string[],
  ): Promise<string | undefined> {
    for (const verb of verbs) {
      const scope = scopeOf(tenant, resource, verb);
      if (this.#isGranted(scope, ref)) continue;
      this.#forget(scope, ref);
      if (!(await tenant.can(verb, resource, ref))) return verb;
      this.#remember(scope, ref);
    }
    return undefined;
  }

  /** Drops what is known about an object, as after a refusal. */
  forget(tenant: TenantClient, resource: ResourceType, ref: ObjectRef): void {
    for (const verb of ['get', 'create', 'patch', 'delete']) this.#forget(scopeOf(tenant, resource, verb), ref);
  }

  #isGranted(scope: string, ref: ObjectRef): boolean {
    const grant = this.#grants.get(scope)?.get(objectOf(ref));
    return grant !== undefined && grant.until > Date.now() && grant.namespaceUid === this.#uidOf(ref);
  }

  #uidOf({ namespace = '' }: ObjectRef): string {
    return this.#namespaceUids.get(namespace) ?? '';
  }

  #remember(scope: string, ref: ObjectRef): void {
    const grants = this.#grants.get(scope) ?? new Map<string, Grant>();
    this.#grants.set(scope, grants);
    const before = grants.size;
    grants.set(objectOf(ref), { namespaceUid: this.#uidOf(ref), until: Date.now() + grantedMs });
    this.#answers += grants.size - before;
    if (this.#answers > maxAnswers) this.#dropOldest();
  }

  #forget(scope: string, ref: ObjectRef): void {
    const grants = this.#grants.get(scope);
    if (grants?.delete(objectOf(ref))) this.#answers -= 1;
    if (grants?.size === 0) this.#grants.delete(scope);
  }

  /** The oldest answers about who asked first. */
  #dropOldest(): void {
    const [first] = this.#grants;
    if (!first) return;
    const [scope, grants] = first;
    const [oldest] = grants.keys();
    if (oldest !== undefined && grants.delete(oldest)) this.#answers -= 1;
    if (grants.size === 0) this.#grants.delete(scope);
  }
}

const scopeOf = ({ user }: TenantClient, { group, plural }: ResourceType, verb: string): string =>
  `${user} ${verb} ${group}/${plural}`;

const objectOf = ({ namespace = '', name }: ObjectRef): string => `${namespace}/${name}`;

export const isForbidden = (error: unknown): boolean => isApiError(error, 'Forbidden');

/** What a ServiceAccount lacks, in words: `ServiceAccount team-a/weaver cannot create configmaps in namespace team-b`. */
export const lacks = (account: string, verb: string, { plural }: ResourceType, namespace: string): string =>
  `ServiceAccount ${account} cannot ${verb} ${plural} in namespace ${namespace}`;
