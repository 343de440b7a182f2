import type { HookResponse, PatchItem } from '@capstan/capi';
import { deepEqual } from '@capstan/schema';
import { applyGeneratedPatches, type GeneratedProblem } from '../../patches/apply-generated-patches.ts';
import { decodePatch } from '../../patches/apply-wire-patch.ts';
import { patchItems, topologyVariables } from '../../requests/topology-items.ts';
import type { ExtensionProbe } from '../extension-probe.ts';
import type { ProbedHandler } from '../observation.ts';
import type { Rule } from '../rule.ts';
import { type Finding, failedIf, skipped, warnedIf } from '../verdict.ts';

/** What is wanted of the patches of GeneratePatches. */
export const patchRules: readonly Rule[] = [
  patchRule(
    'patch-uids',
    "patches are for items of the request, by the request's uid",
    'uid',
    'uids are new in every request: take them from it.',
  ),
  patchRule(
    'patch-encoding',
    'patches are base64 of a JSON Patch or JSON Merge Patch, as their patchType says',
    'encoding',
    'patchType is JSONPatch (a list of operations) or JSONMergePatch (an object); encode the JSON text with base64.',
  ),
  patchRule(
    'patch-applies',
    'patches apply to the templates they are for',
    'applies',
    'Create a parent before what goes into it; replace and remove need what they change.',
  ),
  patchRule(
    'patch-scope',
    'patches change spec.template only',
    'scope',
    'Everything else is passed over: put it into spec.template.',
  ),
  patchRule(
    'patch-protected',
    'patches leave alone what the topology decides',
    'protected',
    'Set versions, replicas and labels of the topology in the Cluster.',
  ),
  {
    id: 'patch-repeatable',
    title: 'the same templates get the same patches, whatever their uids',
    async check(probe) {
      const [first, second] = [await generated(probe), await generated(probe)];
      if (first.length === 0) return none;
      const found = first.flatMap(({ handler, items, response }, index) =>
        deepEqual(byPlace(items, response), byPlace(second[index]?.items ?? [], second[index]?.response))
          ? []
          : `GeneratePatches/${handler.name}: other patches the second time`,
      );
      return failedIf(found, 'A difference rotates templates and rolls machines: patches follow from the request alone.');
    },
  },
  {
    id: 'patch-accepted',
    title: 'ValidateTopology accepts what GeneratePatches made',
    async check(probe) {
      const validators = await probe.handlersOf('ValidateTopology');
      const made = await generated(probe);
      if (validators.length === 0 || made.length === 0) return skipped('it does not both generate and validate');
      const items = made.flatMap(({ items: own, response }) => applyGeneratedPatches(own, response).items);
      const found: string[] = [];
      for (const validator of validators) {
        const { response } = await probe.call(validator, { fields: { items: items.map(({ uid: _uid, ...item }) => item) } });
        if (response?.status === 'Failure') found.push(`ValidateTopology/${validator.name}: ${response.message ?? 'Failure'}`);
      }
      return warnedIf(
        found,
        'Its own result should be good enough for it; give a Cluster of your own with --cluster if it needs more.',
      );
    },
  },
];

const none = skipped('it has no handler of GeneratePatches that succeeds');

interface Generated {
  readonly handler: ProbedHandler;
  readonly items: readonly PatchItem[];
  readonly response: HookResponse<'GeneratePatches'>;
}

async function generated(probe: ExtensionProbe): Promise<readonly Generated[]> {
  const { cluster } = probe.options;
  const all: Generated[] = [];
  for (const handler of await probe.handlersOf('GeneratePatches')) {
    const items = patchItems(cluster);
    const { response } = await probe.call(handler, { fields: { items, variables: topologyVariables(cluster) } });
    if (response?.status === 'Success') all.push({ handler, items, response }); // a response of GeneratePatches: it was called
  }
  return all;
}

function patchRule(id: string, title: string, rule: GeneratedProblem['rule'], hint: string): Rule {
  return {
    id,
    title,
    async check(probe): Promise<Finding> {
      const all = await generated(probe);
      if (all.length === 0) return none;
      const found = all.flatMap(({ handler, items, response }) =>
        applyGeneratedPatches(items, response)
          .problems.filter((problem) => problem.rule === rule)
          .map(({ message }) => `GeneratePatches/${handler.name}: ${message}`),
      );
      return failedIf(found, hint);
    },
  };
}

/** Patches with their item's place in the request instead of its uid. */
function byPlace(items: readonly PatchItem[], response: HookResponse<'GeneratePatches'> | undefined): unknown {
  return (response?.items ?? []).map(({ uid, patchType, patch }) => ({
    place: items.findIndex((item) => item.uid === uid),
    patchType,
    patch: decodePatch(patch) ?? patch,
  }));
}
