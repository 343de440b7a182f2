import {
  type Answer,
  fail,
  type HandledHook,
  type HookRequest,
  type HookRequests,
  proceed,
  provide,
  retry,
  type WireVariable,
} from '@capstan/capi';
import type { JsonObject } from '@capstan/schema';
import type { Script } from './find-script.ts';
import { machinePatches, machineSetPatches, templatePatches } from './patches.ts';
import { rubbish } from './rubbish.ts';
import type { ScriptedPatches } from './scripted-answer.ts';
import { minorByMinor, upgradePlan } from './upgrade-plan.ts';

/** What a script's answer may depend on, beside the request. */
export interface Occasion {
  readonly now: number;
  /** When the hook was first held on this occasion, in milliseconds; now, where it never was. */
  readonly heldSince: number;
}

/** The answer that a script gives to a request. */
export function followScript(hook: HandledHook, request: HookRequest, script: Script, occasion: Occasion): Answer {
  const { place, keys } = script;
  const { action } = script.answer;
  switch (action.do) {
    case 'succeed':
      return success(hook, request, action.message);
    case 'fail':
      return fail(action.message);
    case 'block': {
      const leftMs = occasion.heldSince + action.forMs - occasion.now;
      if (leftMs <= 0) return success(hook, request, '');
      const seconds = Math.min(Math.ceil(leftMs / 1000), action.retryAfterSeconds);
      return retry(seconds, `held for ${action.forMs / 1000}s, as ${place} says`);
    }
    case 'blockUntil':
      if (keys.has(action.key)) return success(hook, request, '');
      return retry(action.retryAfterSeconds, `waiting for key ${action.key} in ${place}`);
    case 'rubbish':
      return rubbish(hook, action.kind);
    case 'patch':
      return patched(hook, request, action.patches);
    case 'variables':
      return provide({ variables: action.variables.map(wireVariable) });
    case 'upgradePlan':
      return upgradePlan(action.controlPlane, action.workers);
  }
}

/** Goes on, with an empty payload where the hook has one. */
function success(hook: HandledHook, request: HookRequest, message: string): Answer {
  switch (hook) {
    case 'DiscoverVariables':
      return provide({ variables: [] }, message);
    case 'GeneratePatches':
      return provide({ items: [] }, message);
    case 'CanUpdateMachine':
    case 'CanUpdateMachineSet':
      return provide({}, message);
    case 'GenerateUpgradePlan':
      return minorByMinor(request as HookRequests['GenerateUpgradePlan']); // the server gives each hook its own requests
    default:
      return proceed(message);
  }
}

function patched(hook: HandledHook, request: HookRequest, patches: ScriptedPatches): Answer {
  // parseScript lets no other hook patch, and the server gives each hook its own requests.
  if (hook === 'GeneratePatches') return templatePatches(request as HookRequests['GeneratePatches'], patches);
  if (hook === 'CanUpdateMachine') return machinePatches(request as HookRequests['CanUpdateMachine'], patches);
  return machineSetPatches(request as HookRequests['CanUpdateMachineSet'], patches);
}

/** A schema may be written without the layer that only the wire has. */
function wireVariable(variable: JsonObject): WireVariable {
  const { name, required = false, schema } = variable as unknown as WireVariable; // looked at by parseScript
  return { name, required, schema: 'openAPIV3Schema' in schema ? schema : { openAPIV3Schema: schema } };
}
