import type { ControlPlane } from './control-plane.ts';
import { startEnvtest } from './envtest.ts';

let started: Promise<ControlPlane> | undefined;

/**
 * The real control plane of this process, started on first use: it takes seconds, so the tests of a file share it and
 * keep apart by namespaces. It ends with the process.
 */
export async function sharedEnvtest(assets: string): Promise<ControlPlane> {
  started ??= startEnvtest({ assets });
  const { name, server, kubeconfig } = await started;
  return { name, server, kubeconfig, [Symbol.asyncDispose]: async () => undefined };
}
