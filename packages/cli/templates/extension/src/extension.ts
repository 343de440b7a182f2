import { extension, hook, proceed, retry } from '@capstan/capi';

/** On a Cluster: holds its upgrades, for the reason that is its value. */
export const holdAnnotation = 'my-extension.example.com/hold-upgrade';

const upgradeGate = hook('BeforeClusterUpgrade', { timeout: '5s' }, (request) => {
  const reason = request.cluster.metadata.annotations?.[holdAnnotation];
  if (reason === undefined) return proceed(`${request.toKubernetesVersion} may be upgraded to`);
  return retry(30, `held by annotation ${holdAnnotation}: ${reason}`);
});

export const runtimeExtension = extension({ name: 'my-extension', handlers: [upgradeGate] });
