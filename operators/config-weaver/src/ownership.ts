import type { ConfigMap, KubeObject, ObjectRef } from '@capstan/schema';
import type { ConfigMapSync } from './config-map-sync.ts';

const ownerUid = 'weaver.capstan.dev/owner-uid';
const ownerName = 'weaver.capstan.dev/owner-name';
const ownerNamespace = 'weaver.capstan.dev/owner-namespace';

/** What marks a copy as made for a sync: its uid as a label, its name where length does not matter. */
export function ownershipMarks(sync: ConfigMapSync): {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
} {
  return {
    labels: { 'app.kubernetes.io/managed-by': 'config-weaver', [ownerUid]: sync.metadata.uid },
    annotations: { [ownerName]: sync.metadata.name, [ownerNamespace]: sync.metadata.namespace ?? '' },
  };
}

/** Whether a ConfigMap is a copy made for this very sync. */
export function isCopyOf(copy: ConfigMap, sync: ConfigMapSync): boolean {
  return copy.metadata.labels?.[ownerUid] === sync.metadata.uid;
}

/** The sync that a ConfigMap says it is a copy for. */
export function ownerOf(copy: KubeObject): ObjectRef | undefined {
  const { annotations } = copy.metadata;
  const name = annotations?.[ownerName];
  const namespace = annotations?.[ownerNamespace];
  return name && namespace ? { name, namespace } : undefined;
}

/** Who has the ConfigMap that stands in the way, in words. */
export function describeOwner(configMap: ConfigMap): string {
  const owner = ownerOf(configMap);
  if (owner) return `ConfigMapSync ${owner.namespace}/${owner.name}`;
  const [controller] = configMap.metadata.ownerReferences ?? [];
  if (controller) return `${controller.kind} ${controller.name}`;
  const [manager] = configMap.metadata.managedFields ?? [];
  return manager?.manager ? `field manager ${manager.manager}` : 'nobody we know';
}
