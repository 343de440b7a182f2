import type { HandledHook, HookRequest } from '@capstan/capi';
import { isJsonObject } from '@capstan/schema';

/** The cluster that a call is about. */
export interface CallSubject {
  readonly namespace: string;
  readonly name: string;
  readonly uid?: string;
}

/** A call in words. */
export interface CallDescription {
  /** `undefined` for DiscoverVariables, which is about a ClusterClass. */
  readonly cluster?: CallSubject;
  /** What is about to happen, or has: `v1.34.0 → v1.35.0`. */
  readonly change: string;
  /** What tells two occasions of the same hook apart: the version, or the machine. */
  readonly occasion: string;
  /** Steps of the control plane that are not done yet; `undefined` outside of upgrades. */
  readonly stepsLeft?: number;
}

/** Says which cluster a request is about, and what about it. */
export function describeCall(hook: HandledHook, request: HookRequest): CallDescription {
  const cluster = clusterOf(request);
  const { change, about } = changeOf(request);
  const stepsLeft = stepsLeftIn(request);
  return {
    ...(cluster && { cluster }),
    change,
    occasion: about === undefined ? hook : `${hook} ${about}`,
    ...(stepsLeft !== undefined && { stepsLeft }),
  };
}

function clusterOf(request: HookRequest): CallSubject | undefined {
  if ('cluster' in request) {
    const { namespace = 'default', name, uid } = request.cluster.metadata;
    return { namespace, name, uid };
  }
  if ('items' in request) {
    const builtin = request.variables?.find((variable) => variable.name === 'builtin')?.value;
    return isJsonObject(builtin) ? subjectIn(builtin['cluster']) : undefined;
  }
  if (!('desired' in request)) return undefined;
  const machine = machineOf(request.desired);
  const { metadata, spec } = machine;
  if (!isJsonObject(metadata) || !isJsonObject(spec)) return undefined;
  return subjectIn({ namespace: metadata['namespace'], name: spec['clusterName'] });
}

function subjectIn(value: unknown): CallSubject | undefined {
  if (!isJsonObject(value)) return undefined;
  const { namespace, name, uid } = value;
  if (typeof namespace !== 'string' || typeof name !== 'string') return undefined;
  return { namespace, name, ...(typeof uid === 'string' && { uid }) };
}

type Desired = Extract<HookRequest, { readonly desired: unknown }>['desired'];

function machineOf(desired: Desired): Readonly<Record<string, unknown>> {
  return 'machine' in desired ? desired.machine : desired.machineSet;
}

function changeOf(request: HookRequest): { readonly change: string; readonly about?: string } {
  if ('fromKubernetesVersion' in request) {
    const { fromKubernetesVersion: from, toKubernetesVersion: to } = request;
    return { change: `${from} → ${to}`, about: to };
  }
  if ('fromControlPlaneKubernetesVersion' in request) {
    const { fromControlPlaneKubernetesVersion: from, toKubernetesVersion: to } = request;
    return { change: `${from} → ${to}`, about: to };
  }
  if ('kubernetesVersion' in request) return { change: `at ${request.kubernetesVersion}`, about: request.kubernetesVersion };
  if ('items' in request) return { change: `${request.items.length} templates` };
  if ('desired' in request) {
    const { kind, metadata, spec } = machineOf(request.desired);
    const name = isJsonObject(metadata) ? String(metadata['name']) : '';
    const version = isJsonObject(spec) && typeof spec['version'] === 'string' ? ` to ${spec['version']}` : '';
    return { change: `${String(kind)} ${name}${version}`, about: `${name}${version}` };
  }
  return { change: '' };
}

/** A step that is about to be taken still counts; one that was taken does not. Left out of the request means none. */
function stepsLeftIn(request: HookRequest): number | undefined {
  const inUpgrade = 'fromKubernetesVersion' in request || 'kubernetesVersion' in request;
  if (!inUpgrade) return undefined;
  return 'controlPlaneUpgrades' in request ? (request.controlPlaneUpgrades?.length ?? 0) : 0;
}
