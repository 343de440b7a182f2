import { isApiError } from '@capstan/client';
import type { TenantClient } from '@capstan/runtime';
import type { ObjectRef, ResourceType } from '@capstan/schema';

/** How long a right that was granted is not asked for again. The server checks every write all the same. */
const grantedMs = 600_000;
/** Answers kept at most; beyond it the oldest go. */
const maxAnswers = 50_000;

/** What ServiceAccounts may do, as the server said. Refusals are not kept: a right granted later counts at once. */
export class Rights {
  readonly #grantedUntil = new Map<string, number>();
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
      const key = this.#key(tenant, resource, ref, verb);
      if ((this.#grantedUntil.get(key) ?? 0) > Date.now()) continue;
      this.#grantedUntil.delete(key);
      if (!(await tenant.can(verb, resource, ref))) return verb;
      this.#remember(key);
    }
    return undefined;
  }

  /** Drops what is known about an object, as after a refusal. */
  forget(tenant: TenantClient, resource: ResourceType, ref: ObjectRef): void {
    for (const verb of ['get', 'create', 'patch', 'delete']) this.#grantedUntil.delete(this.#key(tenant, resource, ref, verb));
  }

  #key(tenant: TenantClient, { group, plural }: ResourceType, { namespace = '', name }: ObjectRef, verb: string): string {
    const uid = this.#namespaceUids.get(namespace) ?? '';
    return `${tenant.user} ${verb} ${group}/${plural} ${namespace}/${name} ${uid}`;
  }

  #remember(key: string): void {
    this.#grantedUntil.set(key, Date.now() + grantedMs);
    const [oldest] = this.#grantedUntil.keys();
    if (this.#grantedUntil.size > maxAnswers && oldest !== undefined) this.#grantedUntil.delete(oldest);
  }
}

export const isForbidden = (error: unknown): boolean => isApiError(error, 'Forbidden');

/** What a ServiceAccount lacks, in words: `ServiceAccount team-a/weaver cannot create configmaps in namespace team-b`. */
export const lacks = (account: string, verb: string, { plural }: ResourceType, namespace: string): string =>
  `ServiceAccount ${account} cannot ${verb} ${plural} in namespace ${namespace}`;
