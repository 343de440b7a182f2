import { ConfigMapSync } from './api/config-map-sync.ts';
import { legacyFinalizer, legacyGroup } from './marks/legacy-marks.ts';

/** A manifest of any kind, as it is in a file. */
export interface PlainManifest {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: {
    readonly name?: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly finalizers?: readonly string[];
  };
  readonly spec?: unknown;
}

/** Whether a manifest is one of the operator that this one continues. */
export const isLegacySync = ({ apiVersion, kind }: PlainManifest): boolean =>
  kind === ConfigMapSync.kind && (apiVersion?.startsWith(`${legacyGroup}/`) ?? false);

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

/**
 * The same sync for this operator: its spec as it is, without the other one's finalizer and without what the server
 * fills in. The copies that the other operator made are taken over by their marks, at the first visit.
 */
export function convertSync({ metadata = {}, spec }: PlainManifest): PlainManifest {
  const { name, namespace, labels, annotations = {}, finalizers = [] } = metadata;
  const kept = Object.entries(annotations).filter(([key]) => key !== lastApplied);
  const held = finalizers.filter((finalizer) => finalizer !== legacyFinalizer);
  return {
    apiVersion: `${ConfigMapSync.group}/${ConfigMapSync.version}`,
    kind: ConfigMapSync.kind,
    metadata: {
      ...(name !== undefined && { name }),
      ...(namespace !== undefined && { namespace }),
      ...(labels && { labels }),
      ...(kept.length > 0 && { annotations: Object.fromEntries(kept) }),
      ...(held.length > 0 && { finalizers: held }),
    },
    spec,
  };
}
