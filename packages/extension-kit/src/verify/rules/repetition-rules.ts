import type { HookResponse } from '@capstan/capi';
import { nameOf, type Observation } from '../observation.ts';
import type { Rule } from '../rule.ts';
import { failedIf } from '../verdict.ts';

/** What is wanted when the same is asked again, as Cluster API does all the time. */
export const repetitionRules: readonly Rule[] = [
  {
    id: 'message-stable',
    title: 'the same state gives the same message',
    async check(probe) {
      const found = (await probe.observations()).flatMap((observed) => {
        const [one, other] = differentMessages(observed);
        return one === undefined || other === undefined ? [] : `${quoted(observed)}: "${one}", then "${other}"`;
      });
      return failedIf(
        found,
        "Messages go into the Cluster's conditions: leave out times, counters, and anything in random order.",
      );
    },
  },
  {
    id: 'repeat-safe',
    title: 'a call that succeeded succeeds again',
    async check(probe) {
      const found = (await probe.observations()).flatMap((observed) => {
        const first = observed.findIndex(({ response }) => response?.status === 'Success');
        const later = first < 0 ? undefined : observed.slice(first).find(({ response }) => response?.status !== 'Success');
        return later ? `${nameOf(later)}: ${later.response?.message ?? later.error?.message ?? 'Failure'}` : [];
      });
      return failedIf(found, 'Hooks are called again after they succeeded: find what the first call made, and go on.');
    },
  },
  {
    id: 'timeout-obeyed',
    title: "answers come before the request's own timeout",
    async check(probe) {
      const found: string[] = [];
      for (const handler of await probe.handlers()) {
        const observed = await probe.call(handler, { timeoutSeconds: probe.options.shortTimeoutMs / 1000 });
        if (!observed.answer) found.push(`${nameOf(observed)}: ${observed.error?.message ?? 'no answer'}`);
      }
      return failedIf(found, 'Read ?timeout= of the request, and answer before it: with what you know, or Failure.');
    },
  },
  {
    id: 'concurrent-calls',
    title: 'many calls at a time are all answered',
    async check(probe) {
      const handlers = await probe.answering();
      const calls = Array.from({ length: 24 }, (_, index) => handlers[index % handlers.length]).flatMap(
        (handler) => handler ?? [],
      );
      const answered = await Promise.all(calls.map((handler) => probe.call(handler)));
      return failedIf(
        answered.flatMap((observed) => (observed.response ? [] : `${nameOf(observed)}: ${observed.error?.message}`)),
        'Clusters are reconciled side by side; share nothing between calls that is not safe to share.',
      );
    },
  },
];

/** Two messages of answers that say the same otherwise. The first call may change the state, so it does not count. */
function differentMessages(observed: readonly Observation[]): readonly string[] {
  const messages = new Map<string, Set<string>>();
  for (const { response } of observed.slice(1)) {
    if (!response) continue;
    const key = `${response.status} ${waits(response)}`;
    messages.set(key, (messages.get(key) ?? new Set()).add(response.message ?? ''));
  }
  const different = [...messages.values()].find(({ size }) => size > 1);
  return different ? [...different] : [];
}

function waits(response: HookResponse): boolean {
  return 'retryAfterSeconds' in response && response.retryAfterSeconds !== 0;
}

function quoted([first]: readonly Observation[]): string {
  return first ? nameOf(first) : '';
}
