/** The redacted copy is written beside the archive while that is read. */
const copies = 2;

/** Shares the disk where archives are while they are read. **Assumptions**: nobody else writes there much. */
export class ScratchSpace {
  readonly #maxBytes: number;
  readonly #held = new Map<string, number>();

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Takes room for an archive, if there is any. One alone may take more than there is: it would never have its turn. */
  take(uid: string, archiveBytes: number): boolean {
    const others = [...this.#held].reduce((sum, [holder, bytes]) => (holder === uid ? sum : sum + bytes), 0);
    if (others > 0 && others + archiveBytes * copies > this.#maxBytes) return false;
    this.hold(uid, archiveBytes);
    return true;
  }

  /** Counts an archive that is there already. */
  hold(uid: string, archiveBytes: number): void {
    this.#held.set(uid, archiveBytes * copies);
  }

  release(uid: string): void {
    this.#held.delete(uid);
  }
}
