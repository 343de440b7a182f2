import type { HookObject, HookResponse, WirePatch } from '@capstan/capi';
import { isJsonObject, type StructuralSchema, validateValue } from '@capstan/schema';
import { planErrors } from '../../cluster/upgrade-plan.ts';
import { applyWirePatch } from '../../patches/apply-wire-patch.ts';
import { buildRequest } from '../../requests/build-request.ts';
import type { ExtensionProbe } from '../extension-probe.ts';
import { nameOf, type Observation } from '../observation.ts';
import type { Rule } from '../rule.ts';
import { failedIf, skipped } from '../verdict.ts';

/** What is wanted of what hooks provide beside patches of topologies. */
export const payloadRules: readonly Rule[] = [
  {
    id: 'variables-valid',
    title: 'variables have names of their own, schemas with a type, and defaults that fit',
    async check(probe) {
      const observed = await succeeded(probe, 'DiscoverVariables');
      if (observed.length === 0) return skipped('it has no handler of DiscoverVariables that succeeds');
      return failedIf(
        observed.flatMap((one) => variableErrors(one.response as HookResponse<'DiscoverVariables'>).map(about(one))), // of this hook
        'A wrong definition fails the ClusterClass: VariablesReady turns False.',
      );
    },
  },
  {
    id: 'plan-valid',
    title: 'upgrade plans skip no minor and end at the target',
    async check(probe) {
      const observed = await succeeded(probe, 'GenerateUpgradePlan');
      if (observed.length === 0) return skipped('it has no handler of GenerateUpgradePlan that succeeds');
      const { cluster, to } = probe.options;
      const request = buildRequest('GenerateUpgradePlan', cluster, { to });
      const span = {
        controlPlane: request.fromControlPlaneKubernetesVersion,
        workers: request.fromWorkersKubernetesVersion,
        target: request.toKubernetesVersion,
      };
      return failedIf(
        observed.flatMap((one) => {
          const { controlPlaneUpgrades = [], workersUpgrades = [] } = one.response as HookResponse<'GenerateUpgradePlan'>; // of this hook
          const versions = (steps: readonly { readonly version: string }[]) => steps.map(({ version }) => version);
          return planErrors(span, { controlPlane: versions(controlPlaneUpgrades), workers: versions(workersUpgrades) }).map(
            about(one),
          );
        }),
        'One version for each minor on the way, the target last; workers stop at some of them.',
      );
    },
  },
  {
    id: 'update-patches-apply',
    title: 'patches of updates in place apply to the current objects',
    async check(probe) {
      const observed = [...(await succeeded(probe, 'CanUpdateMachine')), ...(await succeeded(probe, 'CanUpdateMachineSet'))];
      if (observed.length === 0) return skipped('it has no handler of CanUpdateMachine or CanUpdateMachineSet that succeeds');
      return failedIf(
        observed.flatMap((one) => updateErrors(probe, one).map(about(one))),
        'Cluster API applies them to `current` and goes on in place only if that gives `desired`.',
      );
    },
  },
];

async function succeeded(probe: ExtensionProbe, hook: string): Promise<readonly Observation[]> {
  return (await probe.observations()).flatMap((observed) => {
    const last = observed.at(-1);
    return last?.handler.hook === hook && last.response?.status === 'Success' ? last : [];
  });
}

function about(observation: Observation): (problem: string) => string {
  return (problem) => `${nameOf(observation)}: ${problem}`;
}

function variableErrors({ variables = [] }: HookResponse<'DiscoverVariables'>): readonly string[] {
  const names = variables.map(({ name }) => name);
  const twice = names.filter((name, index) => names.indexOf(name) !== index).map((name) => `"${name}" is defined twice`);
  return [
    ...twice,
    ...variables.flatMap(({ name, schema }) => {
      if (!name) return 'a variable has no name';
      if (name === 'builtin') return '"builtin" is Cluster API\'s own';
      const definition: unknown = isJsonObject(schema) ? schema['openAPIV3Schema'] : undefined;
      if (!isJsonObject(definition)) return `"${name}" has no schema.openAPIV3Schema`;
      if (definition['type'] === undefined && definition['x-kubernetes-int-or-string'] === undefined)
        return `the schema of "${name}" has no type`;
      if (definition['default'] === undefined) return [];
      return defaultErrors(name, definition);
    }),
  ];
}

function defaultErrors(name: string, definition: Record<string, unknown>): readonly string[] {
  try {
    const errors = validateValue(definition['default'], definition as StructuralSchema, { path: name }); // near enough: it says what it does not know
    return errors.map(({ message }) => `the default of "${name}" does not fit: ${message}`);
  } catch (error) {
    return [`the schema of "${name}" cannot be used: ${error instanceof Error ? error.message : String(error)}`];
  }
}

const patched: Readonly<Record<string, string>> = {
  machinePatch: 'machine',
  infrastructureMachinePatch: 'infrastructureMachine',
  bootstrapConfigPatch: 'bootstrapConfig',
  machineSetPatch: 'machineSet',
  infrastructureMachineTemplatePatch: 'infrastructureMachineTemplate',
  bootstrapConfigTemplatePatch: 'bootstrapConfigTemplate',
};

function updateErrors(probe: ExtensionProbe, { handler, response }: Observation): readonly string[] {
  const { cluster, to } = probe.options;
  const request = buildRequest(handler.hook, cluster, { to }) as { readonly current?: Readonly<Record<string, HookObject>> }; // both hooks have it
  return Object.entries(patched).flatMap(([field, part]) => {
    const patch = (response as unknown as Readonly<Record<string, WirePatch | undefined>>)[field]; // decoded by the hook's own shape
    const object = request.current?.[part];
    if (!patch || !object) return [];
    const result = applyWirePatch(object, patch);
    return result.outcome === 'refused' ? `${field}: ${result.message}` : [];
  });
}
