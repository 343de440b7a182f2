import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { configWeaverManifests } from '@capstan/config-weaver';
import { ClusterRole, CustomResourceDefinition, Deployment, ServiceAccount, type TokenRequest } from '@capstan/schema';
import { type TestEnv, testEnv } from '@capstan/testenv';
import { parse, stringify } from 'yaml';
import { type CapstanProcess, capstan } from '../capstan-process.ts';

/** A cluster for the commands of a guide. */
export interface GuideCluster extends AsyncDisposable {
  /** What commands run with: `kubectl` reaches the cluster, and `capstan` is this one. */
  readonly env: NodeJS.ProcessEnv;
}

const namespace = 'capstan-system';
const name = 'config-weaver';

/** A cluster with config-weaver: `capstan up`, or a real kube-apiserver where tests run on one. */
export async function clusterWithWeaver(folder: string): Promise<GuideCluster> {
  if (process.env['CAPSTAN_CONTROL_PLANE'] === 'envtest') {
    const cluster = await clusterThatRunsWeaver(folder);
    await cluster.install();
    return cluster;
  }
  const state = join(folder, 'state');
  const up = capstan(['up', '--ephemeral', '--listen', '127.0.0.1:0', '--data-dir', state]);
  await up.until(`${name} is running`);
  return {
    env: await environment(folder, join(state, 'kubeconfig')),
    [Symbol.asyncDispose]: () => up[Symbol.asyncDispose](),
  };
}

/**
 * A cluster without config-weaver. Once its Deployment is there, it runs as on a node: with the arguments that the Deployment has, as
 * its ServiceAccount.
 */
export async function clusterThatRunsWeaver(folder: string): Promise<GuideCluster & { readonly install: () => Promise<void> }> {
  const control = await testEnv({ cluster: `guide-${folder}` });
  // A server answers before its controllers are up, which nobody who follows a guide on a cluster sees.
  await control.eventually(ClusterRole, { name: 'edit' }, ({ rules }) => (rules ?? []).length > 0, { timeout: '60s' });
  await control.namespace();
  const ended = new AbortController();
  const running = runDeployment(control, folder, ended.signal);
  running.catch(() => undefined); // told when the cluster ends
  return {
    env: await environment(folder, control.kubeconfigPath),
    install: () => install(control),
    [Symbol.asyncDispose]: async () => {
      ended.abort();
      const operator = await running;
      await operator?.[Symbol.asyncDispose]();
      await control[Symbol.asyncDispose]();
    },
  };
}

async function install({ client }: TestEnv): Promise<void> {
  for (const manifest of configWeaverManifests({ image: 'none' })) {
    const resource =
      manifest.kind === 'CustomResourceDefinition' ? CustomResourceDefinition : await client.discovery.resourceFor(manifest);
    await client.apply(resource, manifest as never, { force: true }); // plain JSON, of whatever kind
  }
}

async function runDeployment(control: TestEnv, folder: string, signal: AbortSignal): Promise<CapstanProcess | undefined> {
  for await (const event of control.client.watch(Deployment, { namespace, signal })) {
    if (event.type !== 'applied' && event.type !== 'listed') continue;
    const [container] = event.object.spec?.template.spec?.containers ?? [];
    const kubeconfig = join(folder, 'operator-kubeconfig');
    await writeFile(kubeconfig, await operatorKubeconfig(control), { mode: 0o600 });
    const args = (container?.args ?? []).map((arg) => (arg === '0.0.0.0:8081' ? '127.0.0.1:0' : arg));
    return capstan([...args, '--kubeconfig', kubeconfig, '--leader-election-namespace', namespace]);
  }
  return undefined;
}

/** The kubeconfig of the administrator, with the token of the operator's ServiceAccount in place of their credentials. */
async function operatorKubeconfig({ client, kubeconfigPath }: TestEnv): Promise<string> {
  const request = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 3600 } };
  const answer = await client.createSubresource(ServiceAccount, { name, namespace }, 'token', request);
  const { status } = answer as TokenRequest; // what the subresource answers
  const config = parse(await readFile(kubeconfigPath, 'utf8')) as { users: { user: object }[] }; // written by testenv
  for (const entry of config.users) entry.user = { token: status?.token };
  return stringify(config);
}

async function environment(folder: string, kubeconfig: string): Promise<NodeJS.ProcessEnv> {
  const bin = join(folder, 'bin');
  const program = new URL('../../packages/cli/src/main.ts', import.meta.url).pathname;
  await mkdir(bin, { recursive: true });
  const script = `#!/bin/sh\nexec '${process.execPath}' --conditions=@capstan/source '${program}' "$@"\n`;
  await writeFile(join(bin, 'capstan'), script);
  await chmod(join(bin, 'capstan'), 0o755);
  const { PATH, HOME } = process.env;
  return { PATH: `${bin}:${PATH}`, HOME, KUBECONFIG: kubeconfig, KUBECACHEDIR: join(folder, 'kubectl-cache'), LC_ALL: 'C' };
}
