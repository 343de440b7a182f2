import { builtInSchema } from './built-in-kinds.ts';
import type { ServedKind, ServedVersion } from './served-kind.ts';

interface VirtualKind {
  readonly kind: ServedKind;
  readonly version: ServedVersion;
}

const known = new Map<string, VirtualKind>();

/** A kind that only bodies and answers of subresources have: it is decoded like others, and never stored. */
export function virtualKind(group: string, version: string, kind: string): VirtualKind {
  const key = `${group}/${version}/${kind}`;
  let made = known.get(key);
  if (!made) {
    made = make(group, version, kind);
    known.set(key, made);
  }
  return made;
}

function make(group: string, version: string, kind: string): VirtualKind {
  const served: ServedVersion = {
    version,
    schema: builtInSchema(`io.k8s.api.${group === '' ? 'core' : group.replace(/\..*/, '')}.${version}.${kind}`),
    schemaVersion: 0,
    columns: [],
    subresources: { status: false, others: [] },
    verbs: ['create'],
    selectableFields: [],
  };
  const plural = `${kind.toLowerCase()}s`;
  return {
    version: served,
    kind: {
      group,
      kind,
      listKind: `${kind}List`,
      plural,
      singular: kind.toLowerCase(),
      shortNames: [],
      categories: [],
      scope: 'Namespaced',
      versions: [served],
      storageVersion: version,
      custom: false,
      storeResource: plural,
    },
  };
}
