import type { Condition } from '@capstan/schema';

/** The conditions named, or all of them, in one line: `Available, !RollingOut, TopologyReconciled=Unknown (Why: message)`. */
export function conditionLine(conditions: readonly Condition[] = [], only?: readonly string[]): string {
  const shown = conditions.filter(({ type }) => only === undefined || only.includes(type));
  return shown.length === 0 ? 'no conditions' : shown.map(describe).join(', ');
}

function describe({ type, status, reason, message }: Condition): string {
  switch (status) {
    case 'True':
      return type;
    case 'False':
      return `!${type}${why(reason, message)}`;
    case 'Unknown':
      return `?${type}${why(reason, message)}`;
  }
}

function why(reason: string, message: string): string {
  const text = message.replaceAll(/\s*\n\s*/g, ' ').slice(0, 200);
  return text === '' ? '' : ` (${reason}: ${text})`;
}
