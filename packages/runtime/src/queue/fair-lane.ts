/** Keys in groups that take turns; first in, first out within a group. Each operation costs the same however many wait. */
export class FairLane<Key> {
  readonly #groups = new Map<string, Set<Key>>();

  push(key: Key, group: string): void {
    const keys = this.#groups.get(group);
    if (keys) keys.add(key);
    else this.#groups.set(group, new Set([key]));
  }

  /** The key that `shift` would take, of groups that may have a turn. */
  peek(mayTake: (group: string) => boolean = anyGroup): Key | undefined {
    const [key] = this.#first(mayTake)?.[1] ?? [];
    return key;
  }

  shift(mayTake: (group: string) => boolean = anyGroup): Key | undefined {
    const first = this.#first(mayTake);
    if (!first) return undefined;
    const [group, keys] = first;
    const [key] = keys;
    keys.delete(key as Key); // a group without keys is not kept
    // The group goes to the end of the round; an empty one leaves it.
    this.#groups.delete(group);
    if (keys.size > 0) this.#groups.set(group, keys);
    return key;
  }

  #first(mayTake: (group: string) => boolean): readonly [string, Set<Key>] | undefined {
    for (const entry of this.#groups) if (mayTake(entry[0])) return entry;
    return undefined;
  }

  remove(key: Key, group: string): boolean {
    const keys = this.#groups.get(group);
    if (!keys?.delete(key)) return false;
    if (keys.size === 0) this.#groups.delete(group);
    return true;
  }
}

const anyGroup = () => true;
