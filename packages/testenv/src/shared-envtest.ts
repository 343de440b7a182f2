import type { ControlPlane } from './control-plane.ts';
import { shortLived, startEnvtest } from './envtest.ts';

const started = new Map<string, Promise<ControlPlane>>();

/**
 * A real control plane of this process, started on first use: it takes seconds, so the tests of a file share it and
 * keep apart by namespaces. It ends with the process.
 */
export async function sharedEnvtest(assets: string, cluster: string): Promise<ControlPlane> {
  const starting = started.get(cluster) ?? startEnvtest({ assets, environment: shortLived });
  started.set(cluster, starting);
  const { name, server, kubeconfig } = await starting;
  return { name, server, kubeconfig, [Symbol.asyncDispose]: async () => undefined };
}
