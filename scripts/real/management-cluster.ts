// Runs the real Cluster API on this machine, without containers, until Ctrl-C: `npm run real:management`. Machines exist in
// memory only. Writes a kubeconfig for kubectl, and a ClusterClass to make clusters of.
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { applyManifests } from '../../e2e/cluster-api/apply-manifests.ts';
import { inMemoryClass } from '../../e2e/cluster-api/in-memory-class.ts';
import { whyNoClusterApi } from '../../e2e/cluster-api/installed.ts';
import { startManagementCluster } from '../../e2e/cluster-api/management-cluster.ts';

const folder = '.capstan/management';
process.env['CAPSTAN_CONTROL_PLANE'] = 'envtest'; // what this is about
const missing = await whyNoClusterApi();
if (missing) {
  console.error(missing);
  process.exitCode = 3;
} else {
  await serve();
}

async function serve(): Promise<void> {
  const ending = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => ending.abort());
  await using management = await startManagementCluster({ inPlaceUpdates: true });
  const kubernetesVersions = ['v1.34.0', 'v1.35.0', 'v1.36.0'];
  await applyManifests(management.client, inMemoryClass({ name: 'in-memory', namespace: 'default', kubernetesVersions }));
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(`${folder}/kubeconfig`, management.kubeconfig, { mode: 0o600 });
  console.log(`\n  export KUBECONFIG=$PWD/${folder}/kubeconfig\n  managers' logs: ${management.logs}\n  Ctrl-C ends it\n`);
  const awake = setInterval(() => undefined, 60_000); // the programs it started do not keep this process
  await Promise.race([management.failed, once(ending.signal, 'abort')]).finally(() => clearInterval(awake));
}
