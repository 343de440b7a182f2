import { PersistentVolumeClaim } from '@capstan/schema';
import { counted } from '../counted.ts';
import { ensure } from '../sonobuoy/dispatch.ts';
import { runObject } from '../sonobuoy/run-object.ts';
import { ensureCheckPod, ensureChecksNamespace, isPulled, podTrouble } from './check-pod.ts';
import { holds, lacks, type ProbeFunction } from './probe-context.ts';

/** Images can be pulled, shown by pods that want them and run nothing of them. */
export const imagesProbe: ProbeFunction = async ({ name, images = [], operatingSystem }, context) => {
  const pods = [];
  for (const [index, image] of images.entries()) {
    pods.push({ image, pod: await ensureCheckPod({ name: `${name}-${index}`, image, operatingSystem }, context) });
  }
  const missing = pods.find(({ pod }) => !isPulled(pod));
  return missing ? lacks(`${missing.image}: ${podTrouble(missing.pod)}`) : holds(`pulled ${counted(images.length, 'image')}`);
};

/** Small, and known to most clusters already. */
const pauseImage = 'registry.k8s.io/pause:3.10';

/** A volume is provisioned for a claim that a pod uses; many classes wait for the pod. */
export const storageProbe: ProbeFunction = async ({ name, storageClass, operatingSystem }, context) => {
  const { workload, namespace, owner, signal } = context;
  await ensureChecksNamespace(context);
  const wanted = runObject({ owner }, PersistentVolumeClaim, {
    metadata: { name, namespace },
    spec: {
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: '1Gi' } },
      ...(storageClass !== undefined && { storageClassName: storageClass }),
    },
  });
  await ensure(workload, wanted, owner, { signal });
  const pod = await ensureCheckPod({ name: `${name}-user`, image: pauseImage, operatingSystem, claim: name }, context);
  const claim = await workload.get(PersistentVolumeClaim, { name, namespace }, { signal });
  const what = `a claim of ${storageClass === undefined ? 'the default class' : `class ${storageClass}`}`;
  if (claim.status?.phase === 'Bound') return holds(`${what} is bound to ${claim.spec?.volumeName ?? 'a volume'}`);
  return lacks(`${what} is ${claim.status?.phase ?? 'Pending'}; ${podTrouble(pod)}`);
};
