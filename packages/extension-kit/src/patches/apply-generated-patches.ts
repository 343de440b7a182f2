import type { HookObject, HookResponse, PatchItem } from '@capstan/capi';
import { deepEqual, isJsonObject } from '@capstan/schema';
import { applyWirePatch, type PatchProblem } from './apply-wire-patch.ts';

/** What is wrong with an answer to GeneratePatches. */
export interface GeneratedProblem {
  readonly rule: PatchProblem | 'uid' | 'scope' | 'protected';
  readonly message: string;
}

/** Items with their patches applied, in the order of the answer. */
export interface Generated {
  readonly items: readonly PatchItem[];
  readonly problems: readonly GeneratedProblem[];
}

/** Applies an answer to the items of its request. What Cluster API refuses or passes over is a problem. */
export function applyGeneratedPatches(items: readonly PatchItem[], answer: HookResponse<'GeneratePatches'>): Generated {
  const objects = new Map(items.map(({ uid, object }) => [uid, object]));
  const kinds = new Map(items.map(({ uid, object }) => [uid, object.kind]));
  const problems: GeneratedProblem[] = [];
  for (const { uid, ...patch } of answer.items ?? []) {
    const object = objects.get(uid);
    if (!object) {
      problems.push({ rule: 'uid', message: `a patch is for uid "${uid}", which no item of the request has` });
      continue;
    }
    const about = (message: string) => `${kinds.get(uid)}: ${message}`;
    const patched = applyWirePatch(object, patch);
    if (patched.outcome === 'refused') problems.push({ rule: patched.problem, message: about(patched.message) });
    else {
      problems.push(
        ...changeProblems(object, patched.object).map((problem) => ({ ...problem, message: about(problem.message) })),
      );
      objects.set(uid, patched.object);
    }
  }
  return { items: items.map((item) => ({ ...item, object: objects.get(item.uid) ?? item.object })), problems };
}

/** Fields of a control plane that are the topology's own; patches of them are passed over. */
const protectedOfControlPlane = [
  'version',
  'replicas',
  'rollout.after',
  'machineTemplate.metadata',
  'machineTemplate.infrastructureRef',
  'machineTemplate.readinessGates',
  'machineTemplate.taints',
  'machineTemplate.nodeDrainTimeout',
  'machineTemplate.nodeVolumeDetachTimeout',
  'machineTemplate.nodeDeletionTimeout',
  'machineTemplate.spec.infrastructureRef',
  'machineTemplate.spec.readinessGates',
  'machineTemplate.spec.taints',
  'machineTemplate.spec.deletion',
];
const protectedMetadata = [
  'cluster.x-k8s.io/cluster-name',
  'topology.cluster.x-k8s.io/owned',
  'topology.cluster.x-k8s.io/deployment-name',
  'topology.cluster.x-k8s.io/pool-name',
  'cluster.x-k8s.io/cloned-from-name',
  'cluster.x-k8s.io/cloned-from-groupkind',
];

function changeProblems(before: HookObject, after: HookObject): readonly GeneratedProblem[] {
  const problems: GeneratedProblem[] = [];
  if (!deepEqual(withoutTemplate(before), withoutTemplate(after)))
    problems.push({ rule: 'scope', message: 'a patch changes more than spec.template; Cluster API takes no more than that' });
  const paths = [
    ...(before.kind.includes('ControlPlane')
      ? protectedOfControlPlane.map((path) => `spec.template.spec.${path}`.split('.'))
      : []),
    ...['labels', 'annotations'].flatMap((field) => protectedMetadata.map((key) => ['spec', 'template', 'metadata', field, key])),
  ];
  for (const path of paths) {
    if (deepEqual(valueAt(before, path), valueAt(after, path))) continue;
    problems.push({ rule: 'protected', message: `a patch changes ${path.join('.')}, which stays as the topology has it` });
  }
  return problems;
}

function withoutTemplate(object: HookObject): unknown {
  const spec = object['spec'];
  if (!isJsonObject(spec)) return object;
  const { template: _template, ...rest } = spec;
  return { ...object, spec: rest };
}

function valueAt(object: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => (isJsonObject(value) ? value[key] : undefined), object);
}
