import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConfigMapSync } from '@capstan/config-weaver';
import { ConfigMap, Role, RoleBinding, Secret } from '@capstan/schema';
import type { TestEnv } from '@capstan/testenv';

const cli = new URL('../packages/cli/src/main.ts', import.meta.url).pathname;

export const app = (namespace: string) => ({ name: 'app', namespace });

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `capstan weaver` against a control plane, as a process of its own. */
export function weaver(env: TestEnv, ...args: readonly string[]): Promise<Ended> {
  const line = ['--conditions=@capstan/source', cli, 'weaver', ...args, '--kubeconfig', env.kubeconfigPath];
  return new Promise((resolve) => {
    const child = execFile(process.execPath, line, { env: { ...process.env, NO_COLOR: '1' } }, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

/** A tenant with a ConfigMap and a Secret to share, a namespace that lets it in, and one that does not. */
export async function tenant(env: TestEnv) {
  const [from, open, closed] = [await env.namespace(), await env.namespace(), await env.namespace()];
  for (const namespace of [from, open]) {
    const metadata = { name: 'weaver', namespace };
    const verbs = ['get', 'create', 'patch', 'delete'];
    const rules = [{ apiGroups: [''], resources: ['configmaps', 'secrets'], verbs }];
    await env.client.create(Role, { metadata, rules });
    await env.client.create(RoleBinding, {
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'weaver' },
      subjects: [{ kind: 'ServiceAccount', name: 'default', namespace: from }],
    });
    const who = { serviceAccount: 'default', namespace: from };
    for (const resource of [ConfigMap, Secret]) await env.eventuallyAllowed(who, resource, { namespace, verbs });
  }
  await env.client.create(ConfigMap, { metadata: app(from), data: { color: 'blue' } });
  await env.client.create(Secret, { metadata: app(from), stringData: { password: 'never-to-be-seen' } });
  return { from, open, closed };
}

export const syncOf = (kind: string, namespace: string, targets: readonly string[]) => ({
  apiVersion: 'weaver.capstan.dev/v1alpha1',
  kind,
  metadata: app(namespace),
  spec: { source: { name: 'app' }, syncToNamespaces: targets },
});

/** Runs `capstan weaver plan` on a file with these manifests. */
export async function planOf(env: TestEnv, items: readonly object[], ...args: readonly string[]): Promise<Ended> {
  const folder = await mkdtemp(join(tmpdir(), 'capstan-weaver-'));
  await writeFile(join(folder, 'sync.json'), JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
  const planned = await weaver(env, 'plan', '-f', join(folder, 'sync.json'), ...args);
  await rm(folder, { recursive: true });
  return planned;
}

export const isReady = ({ status }: ConfigMapSync) =>
  status?.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True') ?? false;
