/** The version of Cluster API's contract that this library keeps. */
export const contractVersion = 'v1beta2';

/** Versions of the contract whose objects are understood too, the newest first. */
export const compatibleContracts = ['v1beta2', 'v1beta1'] as const;

export type ContractVersion = (typeof compatibleContracts)[number];

/** The label by which a CustomResourceDefinition says which of its versions keep a version of the contract. */
export const contractLabel = (contract: ContractVersion): string => `cluster.x-k8s.io/${contract}`;

/** Which version of a kind to use, and which contract it keeps; by the labels of its definition. */
export function contractOf(
  labels: Readonly<Record<string, string>> | undefined,
): { readonly contract: ContractVersion; readonly version: string } | undefined {
  for (const contract of compatibleContracts) {
    const versions = labels?.[contractLabel(contract)]?.split('_').filter((version) => version !== '') ?? [];
    const [version] = versions.sort((a, b) => compareApiVersions(b, a));
    if (version) return { contract, version };
  }
  return undefined;
}

/** Orders versions as Kubernetes does: v2, v1, v1beta2, v1beta1, v1alpha1, and anything else below. */
export function compareApiVersions(a: string, b: string): number {
  const [left, right] = [rankOf(a), rankOf(b)];
  if (!left || !right) return left ? 1 : right ? -1 : b.localeCompare(a);
  for (const [index, part] of left.entries()) {
    const other = right[index] ?? 0;
    if (part !== other) return part - other;
  }
  return 0;
}

/** Stability, major version, number of the alpha or beta. */
function rankOf(version: string): readonly number[] | undefined {
  const [, major, stage, number = '0'] = /^v([1-9]\d*)(?:(alpha|beta)([1-9]\d*))?$/.exec(version) ?? [];
  if (!major) return undefined;
  return [stage === 'alpha' ? 0 : stage === 'beta' ? 1 : 2, Number(major), Number(number)];
}
