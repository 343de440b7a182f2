import { isApiError } from '@capstan/client';
import type { TenantClient } from '@capstan/runtime';
import type { ObjectRef, ResourceType } from '@capstan/schema';
import { NewBindings } from './new-bindings.ts';

/** How long a right that was granted is not asked for again. The server checks every write all the same. */
const grantedMs = 600_000;
/** How long one that was refused is not: with the time until a visit looks again, less than half a minute. */
const refusedMs = 4_000;
/** Grants kept at most; beyond it the oldest go. */
const maxGrants = 50_000;
/** Refusals kept at most; beyond it they are all asked for again. */
const maxRefusals = 20_000;

/** What is asked: about which object, in which of the namespaces that have had this name. */
export interface Question {
  readonly resource: ResourceType;
  readonly ref: ObjectRef;
  readonly namespaceUid: string | undefined;
}

interface Answer {
  /** Of the namespace that it was given in: it does not count in another that is made anew. */
  readonly namespaceUid: string | undefined;
  readonly until: number;
}

/** What ServiceAccounts may do, as the server said. */
export class Rights {
  /** By who may do what, then by the object: what thousands of answers have in common is held once. */
  readonly #grants = new Map<string, Map<string, Answer>>();
  #grantCount = 0;
  /** By namespace, then by who may not do what with which object. */
  readonly #refusals = new Map<string, Map<string, Answer>>();
  #refusalCount = 0;
  /** How often rights may have changed. */
  #changes = 0;
  readonly #now: () => number;
  readonly #newBindings: NewBindings;

  constructor(now: () => number = Date.now) {
    this.#now = now;
    this.#newBindings = new NewBindings(now);
  }

  /** The first of these verbs that the tenant lacks. */
  async missing(tenant: TenantClient, question: Question, verbs: readonly string[]): Promise<string | undefined> {
    for (const verb of verbs) {
      const scope = scopeOf(tenant, question.resource, verb);
      // The server is told no name when something is made, so the answer is the same for all.
      const ref = verb === 'create' ? { name: '', namespace: question.ref.namespace } : question.ref;
      const { namespaceUid } = question;
      if (this.#isGood(this.#grants.get(scope)?.get(objectOf(ref)), namespaceUid)) continue;
      if (this.#isGood(this.#refusalsIn(ref).get(`${scope} ${ref.name}`), namespaceUid)) return verb;
      this.#forget(scope, ref);
      const changes = this.#changes;
      const isGranted = await tenant.can(verb, question.resource, ref);
      if (isGranted) this.#grant(scope, ref, namespaceUid);
      // A right that was given while the question was under way may not be in the answer.
      else if (changes === this.#changes) this.#refuse(tenant, scope, { ref, namespaceUid });
      if (!isGranted) return verb;
    }
    return undefined;
  }

  /** Drops what is known to be granted about an object, as after a refusal. */
  forget(tenant: TenantClient, resource: ResourceType, ref: ObjectRef): void {
    this.#forget(scopeOf(tenant, resource, 'create'), { name: '', namespace: ref.namespace });
    for (const verb of ['get', 'patch', 'delete']) this.#forget(scopeOf(tenant, resource, verb), ref);
  }

  /** Asks again for what was refused in a namespace, where a new binding names these users: a right that is given there counts at once. */
  bindingChanged(namespace: string, users: readonly string[]): void {
    this.#newBindings.see(users, namespace);
    this.#changes += 1;
    this.#refusalCount -= this.#refusals.get(namespace)?.size ?? 0;
    this.#refusals.delete(namespace);
  }

  /**
   * In how many milliseconds rights in a namespace, or anywhere, are to be asked for again that a binding may have given which the
   * server does not heed yet; `Infinity` where none is new.
   */
  askAgainMs({ user }: TenantClient, namespace?: string): number {
    return this.#newBindings.askAgainMs(user, namespace);
  }

  #isGood(answer: Answer | undefined, namespaceUid: string | undefined): boolean {
    return answer !== undefined && answer.until > this.#now() && answer.namespaceUid === namespaceUid;
  }

  #refusalsIn({ namespace = '' }: ObjectRef): Map<string, Answer> {
    return this.#refusals.get(namespace) ?? new Map<string, Answer>();
  }

  #refuse({ user }: TenantClient, scope: string, { ref, namespaceUid }: Pick<Question, 'ref' | 'namespaceUid'>): void {
    if (this.#refusalCount >= maxRefusals) {
      this.#refusals.clear();
      this.#refusalCount = 0;
    }
    const refusals = this.#refusalsIn(ref);
    const before = refusals.size;
    const goodMs = Math.min(refusedMs, this.#newBindings.askAgainMs(user, ref.namespace));
    refusals.set(`${scope} ${ref.name}`, { namespaceUid, until: this.#now() + goodMs });
    this.#refusals.set(ref.namespace ?? '', refusals);
    this.#refusalCount += refusals.size - before;
  }

  #grant(scope: string, ref: ObjectRef, namespaceUid: string | undefined): void {
    const grants = this.#grants.get(scope) ?? new Map<string, Answer>();
    this.#grants.set(scope, grants);
    const before = grants.size;
    grants.set(objectOf(ref), { namespaceUid, until: this.#now() + grantedMs });
    this.#grantCount += grants.size - before;
    if (this.#grantCount > maxGrants) this.#dropOldest();
  }

  #forget(scope: string, ref: ObjectRef): void {
    const grants = this.#grants.get(scope);
    if (grants?.delete(objectOf(ref))) this.#grantCount -= 1;
    if (grants?.size === 0) this.#grants.delete(scope);
  }

  /** The oldest answers about who asked first. */
  #dropOldest(): void {
    const [first] = this.#grants;
    if (!first) return;
    const [scope, grants] = first;
    const [oldest] = grants.keys();
    if (oldest !== undefined && grants.delete(oldest)) this.#grantCount -= 1;
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
