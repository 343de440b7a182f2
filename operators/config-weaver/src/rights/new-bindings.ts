/** How long a server may take to heed a binding that it has told of. */
const heededMs = 5_000;
/** How soon who was refused by then asks again; each time it takes as long again as has passed. */
const firstMs = 250;

/**
 * RoleBindings that name ServiceAccounts and were seen a moment ago. A server tells of a binding before it heeds it (and another
 * server of the same cluster later still, as it does of the Role), so who is woken by one may be refused, and has to ask again.
 */
export class NewBindings {
  /** By user, the namespaces of its bindings and when they were seen. */
  readonly #seen = new Map<string, Map<string, number>>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  see(users: readonly string[], namespace: string): void {
    this.#dropOld();
    for (const user of users) {
      const namespaces = this.#seen.get(user) ?? new Map<string, number>();
      for (const [earlier, at] of namespaces) if (this.#now() - at >= heededMs) namespaces.delete(earlier);
      this.#seen.delete(user); // the last seen is the last to go
      this.#seen.set(user, namespaces.set(namespace, this.#now()));
    }
  }

  /** In how long a user's rights in a namespace, or anywhere, are to be asked for again. */
  askAgainMs(user: string, namespace?: string): number {
    const namespaces = this.#seen.get(user) ?? new Map<string, number>();
    const seen = namespace === undefined ? [...namespaces.values()] : [namespaces.get(namespace) ?? Number.NEGATIVE_INFINITY];
    const ages = seen.map((at) => this.#now() - at).filter((age) => age >= 0 && age < heededMs); // a clock that was put back tells nothing
    return Math.min(...ages.map((age) => Math.max(age, firstMs)));
  }

  #dropOld(): void {
    for (const [user, namespaces] of this.#seen) {
      if (Math.max(...namespaces.values()) > this.#now() - heededMs) return;
      this.#seen.delete(user);
    }
  }
}
