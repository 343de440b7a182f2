/** Repairs of one copy in a row that make a fight of it. */
const rounds = 5;
/** Rounds further apart than this are not a fight. */
const windowMs = 60_000;
const firstPauseMs = 60_000;
const longestPauseMs = 1_800_000;

interface Fight {
  readonly repairs: number[];
  /** Who keeps doing what, as far as is known. */
  opponent: string;
  pauses: number;
  until: number;
}

/** A fight that is given a rest. */
export interface Contested {
  readonly opponent: string;
  readonly until: number;
}

/** Counts repairs of copies, to notice somebody else who keeps writing the same fields. */
export class Fights {
  readonly #fights = new Map<string, Fight>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Whether the copy is to be left alone for now. */
  contested(key: string): Contested | undefined {
    const fight = this.#fights.get(key);
    return fight && this.#now() < fight.until ? { opponent: fight.opponent, until: fight.until } : undefined;
  }

  /** Counts a repair of what `opponent` did. */
  repaired(key: string, opponent: string): void {
    const now = this.#now();
    const fight = this.#fights.get(key) ?? { repairs: [], opponent, pauses: 0, until: 0 };
    this.#fights.set(key, fight);
    fight.opponent = opponent;
    fight.repairs.push(now);
    while ((fight.repairs[0] ?? now) < now - windowMs) fight.repairs.shift();
    if (fight.repairs.length < rounds) return;
    fight.until = now + Math.min(firstPauseMs * 2 ** fight.pauses, longestPauseMs);
    fight.pauses += 1;
    fight.repairs.length = 0;
  }

  /** Drops the fights of a sync that is gone. */
  forgetSync(uid: string): void {
    for (const key of this.#fights.keys()) if (key.startsWith(`${uid} `)) this.#fights.delete(key);
  }
}
