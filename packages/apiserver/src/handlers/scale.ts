import { formatLabelSelector, isJsonObject, labelSelectorOf } from '@capstan/schema';
import { internalError } from '../errors/status-error.ts';
import type { MutableObject, ServedKind, ServedVersion } from '../resources/served-kind.ts';

type ScalePaths = NonNullable<ServedVersion['subresources']['scale']>;

/** The `Scale` of an object: how many replicas there are to be, and are. Throws a 500 where a custom resource doesn't say. */
export function scaleOf(object: MutableObject, kind: ServedKind, paths: ScalePaths): MutableObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const replicas = valueAt(object, paths.specReplicasPath);
  if (kind.custom && replicas === undefined) {
    throw internalError(`the spec replicas field ${JSON.stringify(paths.specReplicasPath)} does not exist`);
  }
  const selector = selectorOf(object, kind, paths);
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: {
      ...(name && { name }),
      ...(namespace && { namespace }),
      ...(uid && { uid }),
      ...(resourceVersion && { resourceVersion }),
      ...(creationTimestamp && { creationTimestamp }),
    },
    spec: { replicas: Number(replicas ?? 1) },
    status: { replicas: Number(valueAt(object, paths.statusReplicasPath) ?? 0), ...(selector && { selector }) },
  };
}

/** Writes the number of replicas into a copy that belongs to the caller. */
export function setReplicas(object: MutableObject, paths: ScalePaths, replicas: number): void {
  const names = namesOf(paths.specReplicasPath);
  const last = names.pop();
  let parent: Record<string, unknown> = object;
  for (const name of names) {
    const child = parent[name];
    const next = isJsonObject(child) ? child : {};
    parent[name] = next;
    parent = next;
  }
  if (last !== undefined) parent[last] = replicas;
}

function selectorOf(object: MutableObject, kind: ServedKind, paths: ScalePaths): string | undefined {
  if (kind.custom) {
    const value = paths.labelSelectorPath ? valueAt(object, paths.labelSelectorPath) : undefined;
    return typeof value === 'string' ? value : undefined;
  }
  const selector = valueAt(object, '.spec.selector');
  if (!isJsonObject(selector)) return undefined;
  const structured = kind.plural === 'replicationcontrollers' ? { matchLabels: selector } : selector;
  return formatLabelSelector(labelSelectorOf(structured as Parameters<typeof labelSelectorOf>[0])); // validated when stored
}

const namesOf = (path: string) => path.split('.').filter((name) => name !== '');

function valueAt(object: MutableObject, path: string): unknown {
  let value: unknown = object;
  for (const name of namesOf(path)) value = isJsonObject(value) ? value[name] : undefined;
  return value;
}
