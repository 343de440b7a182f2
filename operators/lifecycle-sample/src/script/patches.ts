import { type Answer, type HookObject, type HookRequests, provide, type WirePatch } from '@capstan/capi';
import type { JsonArray, JsonObject } from '@capstan/schema';
import jsonPatch from 'fast-json-patch';
import type { ScriptedPatches } from './scripted-answer.ts';

/** The scripted patches, for the templates of the request whose kind they name. */
export function templatePatches(request: HookRequests['GeneratePatches'], patches: ScriptedPatches): Answer<'GeneratePatches'> {
  const byKind = patches === 'desired' ? {} : patches;
  const items = request.items.flatMap(({ uid, object }) => {
    const patch = byKind[object.kind];
    return patch === undefined ? [] : [{ uid, ...wirePatch(patch) }];
  });
  return provide({ items }, `patched ${items.length} of ${request.items.length} templates`);
}

/** Patches that make a machine in place what it is to be: the scripted ones, or all that differs. */
export function machinePatches(
  { current, desired }: HookRequests['CanUpdateMachine'],
  patches: ScriptedPatches,
): Answer<'CanUpdateMachine'> {
  return provide({
    ...named('machinePatch', patchOf(patches, current.machine, desired.machine)),
    ...named('infrastructureMachinePatch', patchOf(patches, current.infrastructureMachine, desired.infrastructureMachine)),
    ...named('bootstrapConfigPatch', patchOf(patches, current.bootstrapConfig, desired.bootstrapConfig)),
  });
}

/** As {@link machinePatches}, for the templates of a MachineSet. */
export function machineSetPatches(
  { current, desired }: HookRequests['CanUpdateMachineSet'],
  patches: ScriptedPatches,
): Answer<'CanUpdateMachineSet'> {
  const infrastructure = [current.infrastructureMachineTemplate, desired.infrastructureMachineTemplate] as const;
  return provide({
    ...named('machineSetPatch', patchOf(patches, current.machineSet, desired.machineSet)),
    ...named('infrastructureMachineTemplatePatch', patchOf(patches, ...infrastructure)),
    ...named('bootstrapConfigTemplatePatch', patchOf(patches, current.bootstrapConfigTemplate, desired.bootstrapConfigTemplate)),
  });
}

function patchOf(patches: ScriptedPatches, current?: HookObject, desired?: HookObject): WirePatch | undefined {
  if (current === undefined || desired === undefined) return undefined;
  if (patches !== 'desired') {
    const patch = patches[current.kind];
    return patch && wirePatch(patch);
  }
  const operations = jsonPatch.compare({ spec: current['spec'] ?? {} }, { spec: desired['spec'] ?? {} });
  return operations.length === 0 ? undefined : encoded('JSONPatch', operations);
}

function wirePatch(patch: JsonArray | JsonObject): WirePatch {
  return encoded(Array.isArray(patch) ? 'JSONPatch' : 'JSONMergePatch', patch);
}

function encoded(patchType: WirePatch['patchType'], patch: unknown): WirePatch {
  return { patchType, patch: Buffer.from(JSON.stringify(patch)).toString('base64') };
}

function named<Name extends string>(name: Name, patch: WirePatch | undefined): { readonly [key in Name]?: WirePatch } {
  return patch === undefined ? {} : ({ [name]: patch } as { readonly [key in Name]?: WirePatch }); // a computed key loses its name
}
