import type { CSINode, PersistentVolume, PersistentVolumeClaim, StorageClass, VolumeAttachment } from '@capstan/schema';
import { unset } from '../cell-text.ts';
import { ageOf } from '../human-duration.ts';
import { type Printer, printer } from '../printer.ts';

const accessModes: Readonly<Record<string, string>> = {
  ReadWriteOnce: 'RWO',
  ReadOnlyMany: 'ROX',
  ReadWriteMany: 'RWX',
  ReadWriteOncePod: 'RWOP',
};

/** In a fixed order, each once. */
const modesText = (modes: readonly string[] = []): string =>
  Object.entries(accessModes)
    .flatMap(([mode, short]) => (modes.includes(mode) ? [short] : []))
    .join(',');

const defaultClass = 'storageclass.kubernetes.io/is-default-class';
const betaDefaultClass = 'storageclass.beta.kubernetes.io/is-default-class';
const legacyClass = 'volume.beta.kubernetes.io/storage-class';

export const storagePrinters: Readonly<Record<string, Printer>> = {
  persistentvolumes: printer<PersistentVolume>(
    'Name · Capacity · Access Modes · Reclaim Policy · Status · Claim · StorageClass · VolumeAttributesClass · Reason · Age · VolumeMode*',
    ({ metadata, spec, status }, now) => [
      metadata.name,
      spec?.capacity?.['storage'] ?? '0',
      modesText(spec?.accessModes),
      spec?.persistentVolumeReclaimPolicy ?? '',
      metadata.deletionTimestamp ? 'Terminating' : (status?.phase ?? ''),
      spec?.claimRef ? `${spec.claimRef.namespace ?? ''}/${spec.claimRef.name ?? ''}` : '',
      metadata.annotations?.[legacyClass] ?? spec?.storageClassName ?? '',
      spec?.volumeAttributesClassName ?? unset,
      status?.reason ?? '',
      ageOf(metadata.creationTimestamp, now),
      spec?.volumeMode ?? unset,
    ],
  ),
  persistentvolumeclaims: printer<PersistentVolumeClaim>(
    'Name · Status · Volume · Capacity · Access Modes · StorageClass · VolumeAttributesClass · Age · VolumeMode*',
    ({ metadata, spec, status }, now) => [
      metadata.name,
      metadata.deletionTimestamp ? 'Terminating' : (status?.phase ?? ''),
      spec?.volumeName ?? '',
      spec?.volumeName ? (status?.capacity?.['storage'] ?? '0') : '',
      spec?.volumeName ? modesText(status?.accessModes) : '',
      metadata.annotations?.[legacyClass] ?? spec?.storageClassName ?? '',
      status?.currentVolumeAttributesClassName ?? spec?.volumeAttributesClassName ?? unset,
      ageOf(metadata.creationTimestamp, now),
      spec?.volumeMode ?? unset,
    ],
  ),
  'storageclasses.storage.k8s.io': printer<StorageClass>(
    'Name · Provisioner · ReclaimPolicy · VolumeBindingMode · AllowVolumeExpansion · Age',
    ({ metadata, provisioner, reclaimPolicy, volumeBindingMode, allowVolumeExpansion }, now) => [
      isDefaultClass(metadata.annotations) ? `${metadata.name} (default)` : metadata.name,
      provisioner,
      reclaimPolicy ?? 'Delete',
      volumeBindingMode ?? 'Immediate',
      allowVolumeExpansion ?? false,
      ageOf(metadata.creationTimestamp, now),
    ],
  ),
  'csinodes.storage.k8s.io': printer<CSINode>('Name · Drivers:integer · Age', ({ metadata, spec }, now) => [
    metadata.name,
    spec.drivers.length,
    ageOf(metadata.creationTimestamp, now),
  ]),
  'volumeattachments.storage.k8s.io': printer<VolumeAttachment>(
    'Name · Attacher:string/name · PV · Node · Attached:boolean · Age',
    ({ metadata, spec, status }, now) => [
      metadata.name,
      spec.attacher,
      spec.source.persistentVolumeName ?? '',
      spec.nodeName,
      status?.attached ?? false,
      ageOf(metadata.creationTimestamp, now),
    ],
  ),
};

const isDefaultClass = (annotations: Readonly<Record<string, string>> | undefined) =>
  annotations?.[defaultClass] === 'true' || annotations?.[betaDefaultClass] === 'true';
