import { hookPath, hookRequestText, hooksApiVersion, type RawAnswer } from '@capstan/capi';
import { buildRequest } from '../../requests/build-request.ts';
import type { ExtensionProbe } from '../extension-probe.ts';
import { nameOf, type Observation, type ProbedHandler } from '../observation.ts';
import type { Rule } from '../rule.ts';
import { type Finding, failed, failedIf, skipped, warnedIf } from '../verdict.ts';

const nothing = skipped('no handler of a known hook is announced');

/** What is wanted when requests are not the usual ones. */
export const robustnessRules: readonly Rule[] = [
  {
    id: 'unknown-fields',
    title: 'fields that a later version of Cluster API may add are passed over',
    check: async (probe) =>
      likeBefore(probe, {
        handlers: await probe.answering(),
        fields: { aFieldOfTomorrow: { nested: [1, 'two', null] } },
        hint: 'Read the fields you know, and no more.',
      }),
  },
  {
    id: 'large-request',
    title: 'a request of 5 MB is answered like a small one',
    check: async (probe) =>
      likeBefore(probe, {
        handlers: (await probe.answering()).slice(0, 1),
        fields: { aFieldOfTomorrow: 'x'.repeat(5 * 1024 * 1024) },
        hint: 'Read requests up to 20 MiB, as upstream does.',
      }),
  },
  {
    id: 'malformed-request',
    title: 'a request that is no JSON is answered, and not with Success',
    async check(probe) {
      const handlers = await probe.handlers();
      const found: string[] = [];
      for (const handler of handlers) {
        const answer = await probe.send(handler, `{"kind":"${handler.hook}Request","apiVersion":"${hooksApiVersion}","clus`);
        if (!(answer instanceof Error)) {
          if (isSuccess(answer)) found.push(`${nameOf({ handler })}: answered Success`);
          continue;
        }
        found.push(`${nameOf({ handler })}: ${answer.message}`);
        break; // what hangs once would take as long for each of the others
      }
      const after = await probe.discoverAgain();
      if (!after.answer) found.push(`Discovery afterwards: ${after.error?.message}`);
      return handlers.length === 0 ? nothing : failedIf(found, 'Answer 200 with status Failure and what could not be read.');
    },
  },
  {
    id: 'unknown-handler',
    title: 'a handler that does not exist does not answer',
    async check(probe) {
      const [handler] = await probe.handlers();
      if (!handler) return nothing;
      const path = hookPath(handler.hook, `no-such-handler-${handler.name.length}`);
      const answer = await probe.sendTo(`${path}?timeout=10s`, { body: usualText(probe, handler) });
      if (answer instanceof Error) return failed(answer.message, 'Answer 404.');
      return failedIf(
        isSuccess(answer) ? [`${path} was answered with Success`] : [],
        'Answer 404: a typing error must not pass as consent.',
      );
    },
  },
  {
    id: 'path-case',
    title: 'paths count as they are written, in lower case',
    async check(probe) {
      const [handler] = await probe.handlers();
      if (!handler) return nothing;
      const path = `/${hooksApiVersion}/${handler.hook}/${handler.name.toUpperCase()}`;
      const answer = await probe.sendTo(`${path}?timeout=10s`, { body: usualText(probe, handler) });
      if (answer instanceof Error) return failed(answer.message, 'Answer 404.');
      return warnedIf(isSuccess(answer) ? [`${path} was answered with Success`] : [], "Upstream's own server answers 404.");
    },
  },
  {
    id: 'post-only',
    title: 'a GET is no call',
    async check(probe) {
      const [handler] = await probe.handlers();
      if (!handler) return nothing;
      const answer = await probe.sendTo(`${hookPath(handler.hook, handler.name)}?timeout=10s`, { method: 'GET' });
      if (answer instanceof Error) return failed(answer.message, 'Answer 405.');
      return warnedIf(isSuccess(answer) ? ['a GET was answered with Success'] : [], 'Answer 405: browsers and probes send GETs.');
    },
  },
  {
    id: 'no-secrets',
    title: 'messages do not repeat the values of settings',
    async check(probe) {
      const { settings } = probe.options;
      const canary = `do-not-repeat-${crypto.randomUUID()}`;
      const own = Object.entries(settings).filter(([key]) => /secret|token|password|credential/i.test(key));
      const values = [canary, ...own.map(([, value]) => value).filter((value) => value.length >= 4)];
      const found: string[] = [];
      for (const handler of await probe.answering()) {
        const observed = await probe.call(handler, { fields: { settings: { ...settings, password: canary } } });
        if (values.some((value) => observed.response?.message?.includes(value))) found.push(`${nameOf(observed)} repeats one`);
      }
      return failedIf(
        found,
        "Messages are shown in the Cluster's conditions, to whoever may read it: name the setting, not its value.",
      );
    },
  },
];

interface ChangedRequest {
  readonly handlers: readonly ProbedHandler[];
  readonly fields: Readonly<Record<string, unknown>>;
  readonly hint: string;
}

/** Handlers answer a changed request as they did the usual one. */
async function likeBefore(probe: ExtensionProbe, { handlers, fields, hint }: ChangedRequest): Promise<Finding> {
  const usual = new Map(
    (await probe.observations()).map((observed) => [observed[0]?.handler, observed.at(-1)?.response?.status]),
  );
  const found: string[] = [];
  for (const handler of handlers) {
    const changed = await probe.call(handler, { fields });
    if (changed.response?.status !== usual.get(handler)) found.push(`${nameOf(changed)}: ${outcomeOf(changed)}`);
  }
  return failedIf(found, hint);
}

function outcomeOf({ response, error }: Observation): string {
  return response ? `${response.status} ${response.message ?? ''}`.trim() : (error?.message ?? 'no answer');
}

function usualText(probe: ExtensionProbe, { hook }: ProbedHandler): string {
  const { cluster, to, settings } = probe.options;
  return hookRequestText({ hook, request: buildRequest(hook, cluster, { to, settings }) });
}

function isSuccess({ status, body }: RawAnswer): boolean {
  return status === 200 && /"status"\s*:\s*"Success"/i.test(body);
}
