/**
 * Orders version names as clients should prefer them: `v2`, `v1`, `v2beta1`, `v1beta2`, `v1alpha1`, then everything that
 * is not such a name, alphabetically.
 */
export function byVersionPriority(left: string, right: string): number {
  const a = parse(left);
  const b = parse(right);
  if (!a || !b) return a ? -1 : b ? 1 : left < right ? -1 : left > right ? 1 : 0;
  return b.stability - a.stability || b.major - a.major || b.minor - a.minor;
}

const pattern = /^v([1-9]\d*)(?:(alpha|beta)([1-9]\d*))?$/;

function parse(name: string): { readonly stability: number; readonly major: number; readonly minor: number } | undefined {
  const match = pattern.exec(name);
  if (!match) return undefined;
  const [, major, stage, minor = '0'] = match;
  return { stability: stage === undefined ? 2 : stage === 'beta' ? 1 : 0, major: Number(major), minor: Number(minor) };
}
