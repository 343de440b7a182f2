import { durationMs, Namespace, type ObjectRef } from '@capstan/schema';
import type { TargetState } from '../copies/copy-job.ts';
import type { Answer } from '../fan-out/open-targets.ts';
import type { Removal } from '../removal/remove-copy.ts';
import { resyncOf } from './next-visit.ts';
import type { Done } from './turns.ts';
import type { Visit } from './visit.ts';

/** What one round of a sync has done so far, over all of its visits. */
export interface Round {
  /** Tells what is written, and as whom. */
  readonly key: string;
  readonly verify: boolean;
  /** How often RoleBindings of a namespace have changed meanwhile. */
  readonly bindings: Map<string, number>;
  readonly asked: Map<string, Done<Answer>>;
  readonly written: Map<string, Done<TargetState>>;
  readonly removed: Map<string, Done<Removal>>;
}

/**
 * How far syncs with many targets have come. A round goes on over several visits, so that between them others have their
 * turn. Nothing is taken from an earlier visit for a target that has changed since, as far as the operator's cache shows.
 */
export class Rounds {
  readonly #rounds = new Map<string, Round>();

  /** The round to go on with, or a new one where something else is to be done now. */
  resume(syncUid: string, key: string, verify = false): Round {
    const known = this.#rounds.get(syncUid);
    if (known?.key === key && (known.verify || !verify)) return known;
    const round: Round = { key, verify, bindings: new Map(), asked: new Map(), written: new Map(), removed: new Map() };
    this.#rounds.set(syncUid, round);
    return round;
  }

  /** Ends a sync's round: all of it was done, or the sync is gone. */
  end(syncUid: string): void {
    this.#rounds.delete(syncUid);
  }

  /** Asks again about a namespace whose RoleBindings changed, also where a question is under way. */
  forgetNamespace(namespace: string): void {
    for (const { bindings } of this.#rounds.values()) bindings.set(namespace, (bindings.get(namespace) ?? 0) + 1);
  }
}

/** The round of a sync to go on with. Where no watch covers copies, one in each resync interval reads them all again. */
export function resumeRound({ sync, kind, memory }: Visit, key: string): Round {
  const { uid } = sync.metadata;
  const sinceMs = Date.now() - (memory.verifiedAt.get(uid) ?? 0);
  return memory.rounds.resume(uid, key, !kind.cached && sinceMs >= durationMs(resyncOf(sync)) - 1_000);
}

/** Ends a round that is through. Only now has it read all copies: one that another took the place of has not. */
export function endRound({ sync, memory }: Visit, { verify }: Round): void {
  const { uid } = sync.metadata;
  memory.rounds.end(uid);
  if (verify) memory.verifiedAt.set(uid, Date.now());
}

/**
 * Tells what the place of a copy looks like: its namespace, who is let in there, and what is there already. Where nothing is, also
 * what was made there: a place whose copy was deleted meanwhile does not look like one that was empty before.
 */
export function stamps({ sync, ctx, kind, memory }: Visit, { bindings }: Round): (ref: ObjectRef) => string {
  const namespaces = ctx.metadata(Namespace);
  const copies = kind.cached ? ctx.metadata(kind.resource) : undefined;
  return (ref) => {
    const { namespace = '' } = ref;
    const found = namespaces.get({ name: namespace })?.metadata;
    const place = `${bindings.get(namespace)} ${found?.uid} ${found?.deletionTimestamp}`;
    if (!copies) return place;
    const copy = copies.get(ref)?.metadata;
    const made = copy ? undefined : memory.checked.get(sync.metadata.uid, ref)?.uid;
    return `${place} ${copy?.uid} ${copy?.resourceVersion} ${made}`;
  };
}
