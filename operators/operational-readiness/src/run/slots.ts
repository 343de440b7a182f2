import type { ReadinessReport } from '../api/readiness-report.ts';
import type { Phase } from '../api/run-fields.ts';

const working: ReadonlySet<Phase> = new Set<Phase>(['Dispatching', 'Running', 'Retrieving', 'Judging', 'CleaningUp']);

/** Whether a report's run has something in a workload cluster, or may have. */
export const holdsSlot = ({ status }: Pick<ReadinessReport, 'status'>): boolean =>
  status?.phase !== undefined && working.has(status.phase);

/** Whether its preconditions hold and it waits for a turn. */
export const waitsForSlot = ({ status }: Pick<ReadinessReport, 'status'>): boolean =>
  status?.phase === 'Preconditions' &&
  status.conditions?.some(({ type, reason }) => type === 'Running' && reason === 'Waiting') === true;

export interface SlotLimits {
  readonly profile: number;
  readonly fleet: number;
}

/**
 * Who may run now. One process decides, the leader; what it decided is remembered here, because caches lag behind. **Assumptions**:
 * it lives as long as that leads, and no longer.
 */
export class Slots {
  /** Reports that hold a slot, by uid, with their profile. */
  readonly #held = new Map<string, string>();
  #loading: Promise<void> | undefined;

  /** Learns once what an earlier leader let run. Call it before `take`. */
  load(reports: () => AsyncIterable<ReadinessReport>): Promise<void> {
    this.#loading ??= this.#load(reports()).catch((error: unknown) => {
      this.#loading = undefined;
      throw error;
    });
    return this.#loading;
  }

  /** Whether nobody else of this profile may run now. */
  isFull({ metadata: { uid }, spec }: ReadinessReport, limits: SlotLimits): boolean {
    if (this.#held.has(uid)) return false;
    const ofProfile = [...this.#held.values()].filter((profile) => profile === spec.profile).length;
    return this.#held.size >= limits.fleet || ofProfile >= limits.profile;
  }

  /** Takes a slot, if there is one. */
  take(report: ReadinessReport, limits: SlotLimits): boolean {
    if (this.isFull(report, limits)) return false;
    this.#held.set(report.metadata.uid, report.spec.profile);
    return true;
  }

  release(uid: string): void {
    this.#held.delete(uid);
  }

  async #load(reports: AsyncIterable<ReadinessReport>): Promise<void> {
    for await (const report of reports) if (holdsSlot(report)) this.#held.set(report.metadata.uid, report.spec.profile);
  }
}
