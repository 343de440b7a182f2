import type { Client } from '@capstan/client';
import type { Controller } from '@capstan/runtime';
import { ClusterRole, ClusterRoleBinding, ServiceAccount } from '@capstan/schema';

const namespace = 'kube-system';

/** Makes a ServiceAccount that may do exactly what the controller says it needs, so that a missing rule fails the test. */
export async function controllerIdentity(
  client: Client,
  controller: Controller,
  suffix: string,
): Promise<{ serviceAccount: string; namespace: string }> {
  const name = `${controller.name}-${suffix}`;
  await client.create(ServiceAccount, { metadata: { name, namespace } });
  await client.create(ClusterRole, {
    metadata: { name },
    rules: controller.rules().map(({ verbs, ...rest }) => ({ ...rest, verbs })),
  });
  await client.create(ClusterRoleBinding, {
    metadata: { name },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
    subjects: [{ kind: 'ServiceAccount', name, namespace }],
  });
  return { serviceAccount: name, namespace };
}
