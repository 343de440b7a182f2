interface Indexed {
  readonly metadata: { readonly namespace?: string };
  readonly spec: {
    readonly source?: SourceRef;
    readonly sources?: readonly SourceRef[];
    readonly serviceAccount: { readonly name: string };
  };
}

interface SourceRef {
  readonly name: string;
  readonly namespace?: string;
}

/** Where the sources of a sync are, in the order they are laid over each other. */
export function sourcesOf({ metadata, spec }: Indexed): readonly { readonly name: string; readonly namespace: string }[] {
  const { namespace: own = '' } = metadata;
  return (spec.sources ?? (spec.source ? [spec.source] : [])).map(({ name, namespace = own }) => ({ name, namespace }));
}

/** How the operator finds the syncs that a change concerns. */
export const syncIndexes = {
  source: (sync: Indexed) => sourcesOf(sync).map(({ namespace, name }) => `${namespace}/${name}`),
  serviceAccount: (sync: Indexed) => [`${sync.metadata.namespace}/${sync.spec.serviceAccount.name}`],
};
