import pMap from 'p-map';
import { parallelTargets, type Visit } from './visit.ts';

/** How long a visit works before it lets others have a turn. A worker that is waited for comes free within about this. */
const turnMs = 500;

/** What came of a part of a visit's work. */
export type Worked<T> =
  | { readonly end: 'all'; readonly results: readonly T[] }
  /** The sync is no longer what it was when the visit began. */
  | { readonly end: 'outdated' }
  /** The visit took its time; it is for others to have a turn. */
  | { readonly end: 'paused' };

/** The ways in which a part ends before all of it is done. */
export type Unfinished = Exclude<Worked<unknown>, { readonly end: 'all' }>;

/** What was found out about a thing, and what the thing looked like then: when it looks otherwise, the answer is no longer good. */
export interface Done<T> {
  readonly stamp: string;
  readonly value: T;
}

/** One part of what a visit does: the same work on many things. */
export interface Part<I, T> {
  readonly items: readonly I[];
  keyOf(item: I): string;
  /** What an item looks like now. */
  stampOf(item: I): string;
  work(item: I): Promise<T>;
  /** What this visit and earlier ones have done, by the items' keys. */
  readonly done: Map<string, Done<T>>;
  /** What is told of an item that was worked on again. Default: what came of it now. */
  tell?(before: T, now: T): T;
}

/** The time that a visit has, for all that it does, before others have theirs. */
export class Turn {
  readonly #until: number;
  readonly #isCurrent: () => boolean;
  readonly #signal: AbortSignal;

  constructor({ ctx, options }: Visit, isCurrent: () => boolean = () => ctx.isCurrent()) {
    this.#until = performance.now() + (options.turnMs ?? turnMs);
    this.#isCurrent = isCurrent;
    this.#signal = ctx.signal;
  }

  /**
   * Works through what is left of a part, as long as the sync is what it was and the turn lasts. **Guarantees**: something is
   * done in each turn, however little time other parts have left for it.
   */
  async work<I, T>(part: Part<I, T>): Promise<Worked<T>> {
    const { items, done, keyOf } = part;
    let begun = 0;
    const mayBegin = () => this.#isCurrent() && (begun++ < parallelTargets || performance.now() < this.#until);
    const workOnAll = async (left: readonly I[]) => {
      const worked = await pMap(left, async (item) => mayBegin() && (await workOn(part, item)), {
        concurrency: parallelTargets,
        signal: this.#signal,
      });
      return worked.every(Boolean);
    };
    const before = items.filter((item) => done.has(keyOf(item)));
    // What has changed since an earlier visit did it is looked for when all is done, rather than in each turn.
    const isThrough =
      (await workOnAll(items.filter((item) => !done.has(keyOf(item))))) &&
      (await workOnAll(before.filter((item) => done.get(keyOf(item))?.stamp !== part.stampOf(item))));
    if (isThrough) return { end: 'all', results: items.flatMap((item) => resultOf(done.get(keyOf(item)))) };
    return { end: this.#isCurrent() ? 'paused' : 'outdated' };
  }
}

const resultOf = <T>(done: Done<T> | undefined): readonly T[] => (done ? [done.value] : []);

async function workOn<I, T>({ keyOf, stampOf, work, done, tell }: Part<I, T>, item: I): Promise<true> {
  const key = keyOf(item);
  const stamp = stampOf(item); // as it is before: what changes meanwhile is looked at again
  const value = await work(item);
  const before = done.get(key);
  done.set(key, { stamp, value: before && tell ? tell(before.value, value) : value });
  return true;
}
