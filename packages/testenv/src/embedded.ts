import { startApiServer } from '@capstan/apiserver';
import type { ControlPlane } from './control-plane.ts';

/** Starts the embedded API server in this process, in memory, reached over a socket like any other. */
export async function startEmbedded(): Promise<ControlPlane> {
  const server = await startApiServer({});
  return {
    name: 'embedded',
    server: server.url,
    kubeconfig: server.adminKubeconfig(),
    [Symbol.asyncDispose]: () => server.close(),
  };
}
