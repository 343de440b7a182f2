import type { Pod } from '@capstan/schema';
import { orNone } from '../cell-text.ts';
import { ageOf } from '../human-duration.ts';
import { type Printer, printer, type RowCondition } from '../printer.ts';
import { summarizePod } from './pod-summary.ts';

const completed = (reason: string, message: string): readonly RowCondition[] => [
  { type: 'Completed', status: 'True', reason, message },
];
const succeeded = completed('Succeeded', 'The pod has completed successfully.');
const failed = completed('Failed', 'The pod failed.');

export const podPrinter: Printer = {
  ...printer<Pod>('Name · Ready · Status · Restarts · Age · IP* · Node* · Nominated Node* · Readiness Gates*', (pod, now) => {
    const { ready, total, reason, restarts, lastRestart } = summarizePod(pod);
    return [
      pod.metadata.name,
      `${ready}/${total}`,
      reason,
      restarts > 0 && lastRestart ? `${restarts} (${ageOf(lastRestart, now)} ago)` : `${restarts}`,
      ageOf(pod.metadata.creationTimestamp, now),
      orNone(pod.status?.podIPs?.[0]?.ip),
      orNone(pod.spec?.nodeName),
      orNone(pod.status?.nominatedNodeName),
      readinessGates(pod),
    ];
  }),
  conditions(object) {
    const phase = (object['status'] as Pod['status'])?.phase; // validated against the Pod schema
    return phase === 'Succeeded' ? succeeded : phase === 'Failed' ? failed : [];
  },
};

function readinessGates({ spec, status }: Pod): string {
  const gates = spec?.readinessGates ?? [];
  if (gates.length === 0) return orNone('');
  const isTrue = (type: string) =>
    status?.conditions?.some((condition) => condition.type === type && condition.status === 'True');
  return `${gates.filter(({ conditionType }) => isTrue(conditionType)).length}/${gates.length}`;
}
