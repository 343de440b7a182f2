import type { ControlPlane } from './control-plane.ts';

/** Starts the embedded API server in this process, in memory, reached over a socket like any other. */
export async function startEmbedded(): Promise<ControlPlane> {
  const { startApiServer } = await import('@capstan/apiserver'); // a run on a real kube-apiserver needs none of it
  const server = await startApiServer({});
  return {
    name: 'embedded',
    server: server.url,
    kubeconfig: server.adminKubeconfig(),
    [Symbol.asyncDispose]: () => server.close(),
  };
}
