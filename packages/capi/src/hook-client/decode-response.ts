import { isJsonObject } from '@capstan/schema';
import type { HookName } from '../hooks/hook-names.ts';
import { isBlocking } from '../hooks/hook-names.ts';
import type { HookResponse } from '../hooks/hook-responses.ts';
import { callError } from './call-error.ts';
import { firstJsonValue } from './first-json-value.ts';

/** The type of a field; a list in brackets, an object with its fields. Fields that are not named are dropped. */
type Shape = 'string' | 'boolean' | 'int32' | 'base64' | 'json' | readonly [Shape] | { readonly [field: string]: Shape };

const common = { apiVersion: 'string', kind: 'string', status: 'string', message: 'string' } as const;
const patch = { patchType: 'string', patch: 'base64' } as const;
const steps = [{ version: 'string' }] as const;

const payloads: { readonly [hook in HookName]?: { readonly [field: string]: Shape } } = {
  Discovery: {
    handlers: [
      {
        name: 'string',
        requestHook: { apiVersion: 'string', hook: 'string' },
        timeoutSeconds: 'int32',
        failurePolicy: 'string',
      },
    ],
  },
  DiscoverVariables: { variables: [{ name: 'string', required: 'boolean', schema: 'json' }] },
  GeneratePatches: { items: [{ uid: 'string', ...patch }] },
  CanUpdateMachine: { machinePatch: patch, infrastructureMachinePatch: patch, bootstrapConfigPatch: patch },
  CanUpdateMachineSet: { machineSetPatch: patch, infrastructureMachineTemplatePatch: patch, bootstrapConfigTemplatePatch: patch },
  GenerateUpgradePlan: { controlPlaneUpgrades: steps, workersUpgrades: steps },
};

/**
 * Reads the body of an answer as Go's decoder does: keys in any case, `null` as absent, unknown fields and what follows the
 * document ignored, wrong types refused. A missing `retryAfterSeconds` is 0. Throws a `HookCallError`.
 */
export function decodeResponse<H extends HookName>(hook: H, body: string): HookResponse<H> {
  const refuse = (what: string, cause?: unknown) =>
    callError(`${hook} was answered with what cannot be decoded: ${what}`, {
      rule: 'Undecodable',
      hint: `Answer with a ${hook}Response in JSON.`,
      cause,
    });
  let value: unknown;
  try {
    value = firstJsonValue(body);
  } catch (error) {
    throw refuse(body === '' ? 'nothing' : `not JSON: ${quote(body)}`, error);
  }
  const blocking = isBlocking(hook);
  const shape = { ...common, ...(blocking && { retryAfterSeconds: 'int32' as const }), ...payloads[hook] };
  const response = decode(value ?? {}, shape, '', refuse);
  const { status } = response as { readonly status?: string }; // decoded as a string above
  if (status !== 'Success' && status !== 'Failure') {
    throw callError(`${hook} was answered ${status ? `with status "${status}"` : 'without status'}`, {
      rule: 'UnknownStatus',
      hint: 'status is "Success" or "Failure", in every response.',
    });
  }
  return { ...(blocking && { retryAfterSeconds: 0 }), ...(response as object) } as HookResponse<H>; // the shape is this hook's
}

type Refuse = (what: string) => Error;

function decode(value: unknown, shape: Shape, path: string, refuse: Refuse): unknown {
  if (shape === 'json') return value;
  if (typeof shape === 'string') {
    if (!isOfType(value, shape)) throw refuse(`${path} is ${nameOf(value)}, not ${typeNames[shape]}`);
    return value;
  }
  if (isList(shape)) {
    if (!Array.isArray(value)) throw refuse(`${path} is ${nameOf(value)}, not a list`);
    return value.map((item, index) => decode(item ?? {}, shape[0], `${path}[${index}]`, refuse));
  }
  if (!isJsonObject(value)) throw refuse(`${path || 'the document'} is ${nameOf(value)}, not an object`);
  const fields = new Map(Object.keys(shape).map((field) => [field.toLowerCase(), field]));
  const decoded: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    const field = fields.get(key.toLowerCase());
    const fieldShape = field === undefined ? undefined : shape[field];
    if (field === undefined || fieldShape === undefined || item === null) continue;
    decoded[field] = decode(item, fieldShape, path === '' ? field : `${path}.${field}`, refuse);
  }
  return decoded;
}

const typeNames = {
  string: 'a string',
  boolean: 'a boolean',
  int32: 'a whole number of 32 bits',
  base64: 'base64',
} as const;

function isOfType(value: unknown, type: keyof typeof typeNames): boolean {
  switch (type) {
    case 'string':
    case 'boolean':
      return typeof value === type;
    case 'int32':
      return Number.isInteger(value) && Number(value) === (Number(value) | 0);
    case 'base64':
      return (
        typeof value === 'string' &&
        /^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/.test(value.replace(/[\r\n]/g, ''))
      );
    default: {
      const unreachable: never = type;
      return unreachable;
    }
  }
}

function isList(shape: Shape): shape is readonly [Shape] {
  return Array.isArray(shape);
}

function nameOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return value === null ? 'null' : 'an object';
  return `the ${typeof value} ${quote(JSON.stringify(value), 80)}`;
}

/** A body as errors show it: the beginning, of at most so many characters. */
export function quote(body: string, longest = 512): string {
  const text = body.trim();
  return text.length > longest ? `${text.slice(0, longest)}… (${text.length} characters)` : text;
}
