import { hooksApiVersion, isBlocking, isHookCallError } from '@capstan/capi';
import type { ExtensionProbe } from '../extension-probe.ts';
import { nameOf, type Observation } from '../observation.ts';
import type { Rule } from '../rule.ts';
import { failedIf, warnedIf } from '../verdict.ts';

/** What is wanted of every answer of every handler. */
export const answerRules: readonly Rule[] = [
  {
    id: 'answer-readable',
    title: 'every call is answered with HTTP 200 and JSON of the right types',
    check: async (probe) =>
      failedIf(
        await each(probe, ({ error, answer }) =>
          error && answer && !isHookCallError(error, 'UnknownStatus') ? error.message : undefined,
        ),
        'Answer 200 for whatever you have processed; failures go into status and message.',
      ),
  },
  {
    id: 'answer-arrives',
    title: 'every call is answered, within the time that Discovery announced',
    check: async (probe) =>
      failedIf(
        await each(probe, ({ error, answer, handler, tookMs }) => {
          if (error && !answer) return error.message;
          return tookMs > handler.timeoutSeconds * 1000 ? `took ${(tookMs / 1000).toFixed(1)} s` : undefined;
        }),
        'Answer at once; do longer work in a controller, and answer with retryAfterSeconds meanwhile where the hook can block.',
      ),
  },
  {
    id: 'answer-status',
    title: 'status is Success or Failure',
    check: async (probe) =>
      failedIf(
        await each(probe, ({ error }) => (isHookCallError(error, 'UnknownStatus') ? error.message : undefined)),
        'Set it in every response; Cluster API takes nothing else for an answer.',
      ),
  },
  {
    id: 'answer-identity',
    title: 'responses that name an apiVersion and kind name their own',
    check: async (probe) =>
      warnedIf(
        await each(probe, ({ raw, handler: { hook } }) => {
          const { apiVersion = hooksApiVersion, kind = `${hook}Response` } = raw ?? {};
          return apiVersion === hooksApiVersion && kind === `${hook}Response`
            ? undefined
            : `${String(apiVersion)} ${String(kind)}`;
        }),
        `Cluster API does not look at them today; send ${hooksApiVersion} and the hook's name with "Response".`,
      ),
  },
  {
    id: 'retry-present',
    title: 'hooks that can block answer with retryAfterSeconds, 0 included',
    check: async (probe) =>
      warnedIf(
        await each(probe, ({ raw, response, handler: { hook } }) =>
          response && raw && isBlocking(hook) && !hasKey(raw, 'retryAfterSeconds') ? 'no retryAfterSeconds' : undefined,
        ),
        'It counts as 0; other callers may not be as forgiving.',
      ),
  },
  {
    id: 'retry-positive',
    title: 'retryAfterSeconds is not negative',
    check: async (probe) =>
      failedIf(
        await each(probe, ({ response }) =>
          response && 'retryAfterSeconds' in response && response.retryAfterSeconds < 0
            ? `retryAfterSeconds ${response.retryAfterSeconds}`
            : undefined,
        ),
        'A negative wait holds the cluster up, and nothing says when it is asked again. 0 goes on.',
      ),
  },
  {
    id: 'retry-allowed',
    title: 'hooks that cannot block do not ask to be called again',
    check: async (probe) =>
      failedIf(
        await each(probe, ({ raw, handler: { hook } }) =>
          raw && !isBlocking(hook) && hasKey(raw, 'retryAfterSeconds') ? 'retryAfterSeconds, which is ignored' : undefined,
        ),
        'Nobody calls again: answer Success, and finish the work in a controller.',
      ),
  },
];

/** What is wrong with observations, each said once with its handler. */
export async function each(
  probe: ExtensionProbe,
  wrong: (observation: Observation) => string | undefined,
): Promise<readonly string[]> {
  return (await probe.observations()).flat().flatMap((observation) => {
    const found = wrong(observation);
    return found === undefined ? [] : `${nameOf(observation)}: ${found}`;
  });
}

function hasKey(raw: Readonly<Record<string, unknown>>, key: string): boolean {
  return Object.keys(raw).some((name) => name.toLowerCase() === key.toLowerCase());
}
