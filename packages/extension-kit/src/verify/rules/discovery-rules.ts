import { type DiscoveryRule, discoveryErrors, type HookName } from '@capstan/capi';
import { stableStringify } from '@capstan/schema';
import type { ExtensionProbe } from '../extension-probe.ts';
import type { Rule } from '../rule.ts';
import { failed, failedIf, passed, warnedIf } from '../verdict.ts';

const singletons: readonly HookName[] = ['CanUpdateMachine', 'CanUpdateMachineSet', 'UpdateMachine'];

/** What is wanted of the answer to Discovery. */
export const discoveryRules: readonly Rule[] = [
  {
    id: 'discovery-answer',
    title: 'Discovery is answered with Success',
    async check(probe) {
      const { error, response } = await probe.discovery();
      if (error) return failed(error.message, 'hint' in error ? String(error.hint) : 'Answer Discovery with your handlers.');
      return response?.status === 'Failure'
        ? failed(`it answered Failure: ${response.message ?? ''}`, 'Its log may say more.')
        : passed;
    },
  },
  {
    id: 'discovery-handlers',
    title: 'Discovery announces handlers',
    check: async (probe) =>
      warnedIf((await probe.announced()).length === 0 ? ['no handlers'] : [], 'An extension without handlers is never called.'),
  },
  announcing(
    'discovery-names',
    'names of handlers are DNS labels',
    'name',
    'Lower-case letters, digits and "-", at most 63, no dots.',
  ),
  announcing(
    'discovery-unique',
    'each handler has a name of its own',
    'unique',
    'Give each another name; paths are made of them.',
  ),
  announcing(
    'discovery-hooks',
    'handlers are for hooks that exist, in their own spelling',
    'hook',
    'Hooks are in Pascal case here: BeforeClusterCreate; only paths are lower case.',
  ),
  announcing(
    'discovery-timeouts',
    'timeouts are from 0 to 30 seconds',
    'timeout',
    'Answer within 30 s; longer work goes elsewhere.',
  ),
  announcing('discovery-policies', 'failure policies are Fail or Ignore', 'failurePolicy', 'Leave it out for Fail.'),
  {
    id: 'discovery-stable',
    title: 'Discovery announces the same each time',
    async check(probe) {
      const before = await probe.announced();
      const { response } = await probe.discoverAgain();
      const now = response && 'handlers' in response ? (response.handlers ?? []) : [];
      return stableStringify(before) === stableStringify(now)
        ? passed
        : failed('it announced something else the second time', 'Announce what the build handles, whatever the state.');
    },
  },
  {
    id: 'discovery-single',
    title: 'hooks of updates in place have one handler each',
    async check(probe) {
      const handlers = await probe.handlers();
      const found = singletons.filter((hook) => handlers.filter((handler) => handler.hook === hook).length > 1);
      return failedIf(
        found.map((hook) => `several handlers for ${hook}`),
        'Cluster API refuses to choose: join them in one.',
      );
    },
  },
];

function announcing(id: string, title: string, rule: DiscoveryRule, hint: string): Rule {
  return {
    id,
    title,
    async check(probe: ExtensionProbe) {
      const errors = discoveryErrors(await probe.announced());
      return failedIf(
        errors.filter((error) => error.rule === rule).map(({ message }) => message),
        hint,
      );
    },
  };
}
