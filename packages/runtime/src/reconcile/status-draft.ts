import { type Condition, deepEqual, type KubeObject } from '@capstan/schema';

interface ConditionDraft {
  readonly status: boolean | 'Unknown';
  readonly reason: string;
  readonly message: string;
}

interface StatusOwner {
  readonly status?: { readonly conditions?: readonly Condition[]; readonly [field: string]: unknown };
}

/** Conditions and status fields collected during one reconcile, to be written at once. */
export class StatusDraft {
  readonly #conditions = new Map<string, ConditionDraft>();
  #fields: Record<string, unknown> = {};

  get isEmpty(): boolean {
    return this.#conditions.size === 0 && Object.keys(this.#fields).length === 0;
  }

  condition(type: string, draft: ConditionDraft): void {
    this.#conditions.set(type, draft);
  }

  fields(fields: object): void {
    this.#fields = { ...this.#fields, ...fields };
  }

  /**
   * The whole status to apply, or `undefined` when the object has it already. What was not touched this time stays as it
   * was: an applied status that leaves a field out would remove it.
   */
  merged(object: KubeObject, now: number): Record<string, unknown> | undefined {
    const { status = {} } = object as StatusOwner; // any kind with conditions has this shape
    const { conditions = [], ...fields } = status;
    const next: Record<string, unknown> = { ...fields, ...this.#fields };
    const merged = this.#mergeConditions(conditions, object.metadata.generation, now);
    if (merged.length > 0) next['conditions'] = merged;
    return deepEqual(next, status) ? undefined : next;
  }

  #mergeConditions(existing: readonly Condition[], generation: number | undefined, now: number): readonly Condition[] {
    const byType = new Map(existing.map((condition) => [condition.type, condition]));
    for (const [type, { status, reason, message }] of this.#conditions) {
      const before = byType.get(type);
      const text = status === 'Unknown' ? 'Unknown' : status ? 'True' : 'False';
      const lastTransitionTime =
        before?.status === text ? before.lastTransitionTime : new Date(now).toISOString().replace(/\.\d+Z$/, 'Z');
      byType.set(type, {
        type,
        status: text,
        reason,
        message: message.slice(0, 32_768),
        lastTransitionTime,
        ...(generation !== undefined && { observedGeneration: generation }),
      });
    }
    return [...byType.values()];
  }
}
