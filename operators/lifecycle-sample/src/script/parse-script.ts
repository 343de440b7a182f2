import { type HandledHook, isBlocking } from '@capstan/capi';
import { type Duration, durationMs, isJsonObject, type JsonObject } from '@capstan/schema';
import { parse } from 'yaml';
import { ScriptError } from './script-error.ts';
import {
  type RubbishKind,
  rubbishKinds,
  type ScriptedAction,
  type ScriptedAnswer,
  type ScriptedPatches,
} from './scripted-answer.ts';

const actions = ['succeed', 'fail', 'block', 'blockUntil', 'rubbish', 'patch', 'variables', 'upgradePlan'] as const;
type ActionName = (typeof actions)[number];
const known: readonly string[] = [...actions, 'slow', 'retryAfterSeconds'];
const patchable: readonly HandledHook[] = ['GeneratePatches', 'CanUpdateMachine', 'CanUpdateMachineSet'];

/** Reads what one hook answers: `succeed`, `fail: no quota`, `block: 30s`. `origin` is where it is written, for errors. */
export function parseScript(hook: HandledHook, text: string, origin: string): ScriptedAnswer {
  const wrong = (problem: string) => new ScriptError(`${origin}: ${problem}`);
  const script = readYaml(text, wrong);
  const unknown = Object.keys(script).find((key) => !known.includes(key));
  if (unknown !== undefined) throw wrong(`"${unknown}" is no answer; there are ${known.join(', ')}`);
  const named = actions.filter((name) => name in script);
  if (named.length > 1) throw wrong(`${named.join(' and ')} cannot both be the answer`);
  if ('retryAfterSeconds' in script && named[0] !== 'block' && named[0] !== 'blockUntil')
    throw wrong('retryAfterSeconds goes with block or blockUntil');
  const reader: Reader = { hook, script, wrong };
  return {
    slowMs: 'slow' in script ? lengthIn(reader, 'slow') : 0,
    action: actionIn(reader, named[0] ?? 'succeed'),
  };
}

interface Reader {
  readonly hook: HandledHook;
  readonly script: JsonObject;
  readonly wrong: (problem: string) => ScriptError;
}

function readYaml(text: string, wrong: Reader['wrong']): JsonObject {
  let value: unknown;
  try {
    value = parse(text);
  } catch (error) {
    throw wrong(`not YAML: ${error instanceof Error ? error.message.split('\n')[0] : 'unreadable'}`);
  }
  if (typeof value === 'string') return { [value]: '' }; // `succeed` alone
  if (!isJsonObject(value)) throw wrong('write an answer, such as "succeed", "fail: no quota" or "block: 30s"');
  return value as JsonObject; // YAML's core schema has no other values than JSON's
}

function actionIn(reader: Reader, name: ActionName): ScriptedAction {
  const { hook, script, wrong } = reader;
  switch (name) {
    case 'succeed':
      return { do: 'succeed', message: textOr(script['succeed'], '') };
    case 'fail':
      return { do: 'fail', message: textOr(script['fail'], 'the script says so') };
    case 'block':
    case 'blockUntil':
      if (!isBlocking(hook)) throw wrong(`${hook} cannot block: its response has no retryAfterSeconds`);
      return blockIn(reader, name);
    case 'rubbish':
      return { do: 'rubbish', kind: rubbishIn(reader) };
    case 'patch':
      if (!patchable.includes(hook)) throw wrong(`patch is an answer of ${patchable.join(', ')}`);
      return { do: 'patch', patches: patchesIn(reader) };
    case 'variables':
      if (hook !== 'DiscoverVariables') throw wrong('variables is an answer of DiscoverVariables');
      return { do: 'variables', variables: variablesIn(reader) };
    case 'upgradePlan':
      if (hook !== 'GenerateUpgradePlan') throw wrong('upgradePlan is an answer of GenerateUpgradePlan');
      return planIn(reader);
  }
}

function textOr(value: unknown, otherwise: string): string {
  return value === '' || value === null || value === undefined ? otherwise : String(value);
}

function lengthIn({ script, wrong }: Reader, name: 'block' | 'slow'): number {
  try {
    return durationMs(script[name] as Duration); // what is no duration is thrown at
  } catch {
    throw wrong(`${name} is a length of time, such as "${name}: 30s"`);
  }
}

function blockIn(reader: Reader, name: 'block' | 'blockUntil'): ScriptedAction {
  const { script, wrong } = reader;
  const seconds = script['retryAfterSeconds'] ?? 10;
  if (typeof seconds !== 'number' || !Number.isInteger(seconds) || seconds < 1)
    throw wrong('retryAfterSeconds is a whole number from 1');
  if (name === 'block') return { do: 'block', forMs: lengthIn(reader, 'block'), retryAfterSeconds: seconds };
  const key = script['blockUntil'];
  if (typeof key !== 'string' || !/^[-._a-zA-Z0-9]+$/.test(key))
    throw wrong('blockUntil is a key that the ConfigMap is to have, such as "blockUntil: approved"');
  return { do: 'blockUntil', key, retryAfterSeconds: seconds };
}

function rubbishIn({ script, wrong }: Reader): RubbishKind {
  const kind = rubbishKinds.find((name) => name === textOr(script['rubbish'], 'notJson'));
  if (kind === undefined) throw wrong(`rubbish is one of ${rubbishKinds.join(', ')}`);
  return kind;
}

function patchesIn({ script, wrong }: Reader): ScriptedPatches {
  const { patch } = script;
  if (patch === 'desired') return patch;
  const shapes = isJsonObject(patch) ? Object.values(patch) : [undefined];
  if (!shapes.every((shape) => Array.isArray(shape) || isJsonObject(shape)))
    throw wrong('patch has for each kind of object a merge patch (a map) or a JSON Patch (a list), or is "desired"');
  return patch as ScriptedPatches; // every value was looked at
}

function variablesIn({ script, wrong }: Reader): readonly JsonObject[] {
  const { variables } = script;
  if (!Array.isArray(variables)) throw wrong('variables is a list, each with name and schema');
  return variables.map((variable) => {
    if (!isJsonObject(variable) || typeof variable['name'] !== 'string' || !isJsonObject(variable['schema']))
      throw wrong('variables is a list, each with name and schema');
    return variable as JsonObject;
  });
}

function planIn({ script, wrong }: Reader): ScriptedAction {
  const plan = script['upgradePlan'];
  const versions = (name: string): readonly string[] => {
    const list = isJsonObject(plan) ? (plan[name] ?? []) : undefined;
    if (!Array.isArray(list) || !list.every((version) => typeof version === 'string'))
      throw wrong('upgradePlan has lists of versions: controlPlane, workers');
    return list;
  };
  return { do: 'upgradePlan', controlPlane: versions('controlPlane'), workers: versions('workers') };
}
