import { conditionOf, type Definition } from './definition.ts';

export interface WantedCondition {
  readonly type: string;
  readonly status: 'True' | 'False';
  readonly reason: string;
  readonly message: string;
  /** Now, as it is written. */
  readonly time: string;
}

/** The definition with a condition, whose transition time moves only with its status. */
export function withCondition(definition: Definition, { time, ...wanted }: WantedCondition): Definition {
  const before = conditionOf(definition, wanted.type);
  const { type, status, reason, message } = wanted;
  const lastTransitionTime = before?.status === status ? (before.lastTransitionTime ?? time) : time;
  const condition = { type, status, lastTransitionTime, reason, message };
  const conditions = definition.status?.conditions ?? [];
  const next = before ? conditions.map((other) => (other === before ? condition : other)) : [...conditions, condition];
  return { ...definition, status: { ...definition.status, conditions: next } };
}
