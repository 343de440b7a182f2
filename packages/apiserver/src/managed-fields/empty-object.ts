import type { StructuralSchema } from '@capstan/schema';
import { schemaName } from '../resources/built-in-kinds.ts';

/**
 * What a created object is compared with. A custom object is compared with nothing. A built-in one is compared with the empty
 * Go value of its type, in which some fields are there without having been set: nobody owns the mere presence of those.
 */
export function emptyObject(schema: StructuralSchema): unknown {
  if (schemaName(schema) === undefined) return {};
  const known = emptyObjects.get(schema);
  if (known) return known;
  const empty = emptyStruct(schema);
  emptyObjects.set(schema, empty);
  return empty;
}

const emptyObjects = new WeakMap<StructuralSchema, Record<string, unknown>>();

/** Fields that are structs, not pointers to them: they have no empty form that is left out. By the end of their type's name. */
const structFields: Readonly<Record<string, readonly string[]>> = {
  'apps.v1.DaemonSetSpec': ['template', 'updateStrategy'],
  'apps.v1.DeploymentSpec': ['template', 'strategy'],
  'apps.v1.ReplicaSetSpec': ['template'],
  'apps.v1.StatefulSetSpec': ['template', 'updateStrategy'],
  'authentication.v1.SelfSubjectReviewStatus': ['userInfo'],
  'authentication.v1.TokenReviewStatus': ['user'],
  'autoscaling.v2.HorizontalPodAutoscalerSpec': ['scaleTargetRef'],
  'batch.v1.CronJobSpec': ['jobTemplate'],
  'batch.v1.JobSpec': ['template'],
  'batch.v1.JobTemplateSpec': ['metadata', 'spec'],
  'core.v1.Binding': ['target'],
  'core.v1.Event': ['involvedObject', 'source'],
  'core.v1.NodeDaemonEndpoints': ['kubeletEndpoint'],
  'core.v1.NodeStatus': ['daemonEndpoints', 'nodeInfo'],
  'core.v1.PersistentVolumeClaimSpec': ['resources'],
  'core.v1.PodTemplate': ['template'],
  'core.v1.PodTemplateSpec': ['metadata', 'spec'],
  'core.v1.ServiceStatus': ['loadBalancer'],
  'events.v1.Event': ['deprecatedSource', 'regarding'],
  'flowcontrol.v1.FlowSchemaSpec': ['priorityLevelConfiguration'],
  'networking.v1.IngressStatus': ['loadBalancer'],
  'networking.v1.NetworkPolicySpec': ['podSelector'],
  'rbac.v1.ClusterRoleBinding': ['roleRef'],
  'rbac.v1.RoleBinding': ['roleRef'],
  'resource.v1.ResourceClaimSpec': ['devices'],
  'resource.v1.ResourceClaimTemplateSpec': ['metadata', 'spec'],
  'resource.v1.ResourceSliceSpec': ['pool'],
  'storage.v1.VolumeAttachmentSpec': ['source'],
  'apiextensions.v1.CustomResourceDefinitionSpec': ['names'],
  'apiextensions.v1.CustomResourceDefinitionStatus': ['acceptedNames'],
};

const objectFields = ['metadata', 'spec', 'status'];

function emptyStruct(schema: StructuralSchema): Record<string, unknown> {
  const { properties = {}, required = [] } = schema;
  const typeName = schemaName(schema)?.split('.').slice(-3).join('.') ?? '';
  const structs = new Set(structFields[typeName] ?? []);
  if (properties['apiVersion'] && properties['kind'] && properties['metadata'])
    for (const name of objectFields) structs.add(name);
  const empty: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(properties)) {
    if (structs.has(name)) empty[name] = emptyStruct(field);
    else if (required.includes(name)) empty[name] = zeroValues[field.type ?? 'object'];
  }
  return empty;
}

const zeroValues = { object: null, array: null, string: '', integer: 0, number: 0, boolean: false };
