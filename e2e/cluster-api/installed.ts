import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

const cache = new URL('../../.cache/real/', import.meta.url).pathname;

/** Where `npm run real:install:cluster-api` puts the managers and clusterctl. */
export const clusterApiBin = join(cache, 'bin');
/** Where it puts CRDs and webhook manifests, one folder for each component. */
export const clusterApiManifests = join(cache, 'cluster-api');

/** What the infrastructure provider's debug server listens on; a constant there, so there is one provider on a host. */
const debugPort = 19_000;

/** Why the real Cluster API can't run here; `undefined` when it can. */
export async function whyNoClusterApi(): Promise<string | undefined> {
  if (process.env['CAPSTAN_CONTROL_PLANE'] !== 'envtest') return "it runs with the real control plane only: 'npm run test:real'";
  for (const program of ['etcd', 'kube-apiserver']) {
    const folder = controlPlaneBin();
    if (!existsSync(join(folder, program))) return `there is no ${program} in ${folder}; run 'npm run real:install'`;
  }
  if (!existsSync(join(clusterApiBin, 'capi-core')) || !existsSync(clusterApiManifests)) {
    return `there are no Cluster API managers in ${clusterApiBin}; run 'npm run real:install:cluster-api' (needs Go)`;
  }
  if (!(await isFree(debugPort))) {
    return `port ${debugPort}, which the infrastructure provider can't do without, is taken by another program`;
  }
  return undefined;
}

/** The folder with etcd and kube-apiserver. */
export function controlPlaneBin(): string {
  return process.env['KUBEBUILDER_ASSETS'] ?? clusterApiBin;
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, () => server.close(() => resolve(true)));
  });
}
