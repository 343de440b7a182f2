import { cloneJson } from '@capstan/schema';
import { type Provide, provide } from '../hooks/answer.ts';
import type { HookObject } from '../hooks/hook-objects.ts';
import type { HookRequest } from '../hooks/hook-requests.ts';
import type { WirePatch } from '../hooks/hook-responses.ts';
import type { Draft, Mutable } from './template-draft.ts';
import { type WirePatchOptions, wirePatch } from './wire-patch.ts';

type Drafts<Objects> = { -readonly [K in keyof Objects]: Mutable<Objects[K]> };

/**
 * Answers CanUpdateMachine: `take` changes the current objects towards the desired ones, as far as this extension can while the
 * machine lives. Where a difference remains, Cluster API replaces the machine.
 *
 * @example
 * hook('CanUpdateMachine', {}, (request) =>
 *   canUpdateMachine(request, (current, desired) => {
 *     current.machine.spec = desired.machine.spec;
 *   }),
 * );
 */
export function canUpdateMachine(
  { current, desired }: HookRequest<'CanUpdateMachine'>,
  take: (
    current: Drafts<HookRequest<'CanUpdateMachine'>['current']>,
    desired: Drafts<HookRequest<'CanUpdateMachine'>['desired']>,
  ) => void,
  options: WirePatchOptions = {},
): Provide<MachinePatches> {
  const drafts = draftsOf(current);
  take(drafts, draftsOf(desired));
  const patch = patcher('spec', options);
  return provide({
    ...patch('machinePatch', current.machine, drafts.machine),
    ...patch('infrastructureMachinePatch', current.infrastructureMachine, drafts.infrastructureMachine),
    ...patch('bootstrapConfigPatch', current.bootstrapConfig, drafts.bootstrapConfig),
  });
}

/** Answers CanUpdateMachineSet, as {@link canUpdateMachine} does for a machine: what counts is below `spec.template.spec`. */
export function canUpdateMachineSet(
  { current, desired }: HookRequest<'CanUpdateMachineSet'>,
  take: (
    current: Drafts<HookRequest<'CanUpdateMachineSet'>['current']>,
    desired: Drafts<HookRequest<'CanUpdateMachineSet'>['desired']>,
  ) => void,
  options: WirePatchOptions = {},
): Provide<MachineSetPatches> {
  const drafts = draftsOf(current);
  take(drafts, draftsOf(desired));
  const patch = patcher('spec.template.spec', options);
  return provide({
    ...patch('machineSetPatch', current.machineSet, drafts.machineSet),
    ...patch('infrastructureMachineTemplatePatch', current.infrastructureMachineTemplate, drafts.infrastructureMachineTemplate),
    ...patch('bootstrapConfigTemplatePatch', current.bootstrapConfigTemplate, drafts.bootstrapConfigTemplate),
  });
}

interface MachinePatches {
  readonly machinePatch?: WirePatch;
  readonly infrastructureMachinePatch?: WirePatch;
  readonly bootstrapConfigPatch?: WirePatch;
}

interface MachineSetPatches {
  readonly machineSetPatch?: WirePatch;
  readonly infrastructureMachineTemplatePatch?: WirePatch;
  readonly bootstrapConfigTemplatePatch?: WirePatch;
}

/** Copies of our own: what is taken from the desired objects may be changed as well. */
const draftsOf = <Objects extends object>(objects: Objects) => cloneJson(objects) as Drafts<Objects>;

function patcher(field: string, options: WirePatchOptions) {
  return <Name extends string>(
    name: Name,
    before: HookObject | undefined,
    after: Draft | undefined,
  ): { readonly [K in Name]?: WirePatch } => {
    const patch = before && after && wirePatch(before, after, field, options);
    return (patch ? { [name]: patch } : {}) as { readonly [K in Name]?: WirePatch }; // the one key is Name
  };
}
