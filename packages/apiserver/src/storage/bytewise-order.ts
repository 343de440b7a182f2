/**
 * Compares as the UTF-8 bytes of both would, which is how etcd orders keys: `<` on strings differs where a character outside
 * the basic plane meets U+E000–U+FFFF.
 */
export function compareBytewise(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  for (let index = 0; index < shorter; index++) {
    const left = a.charCodeAt(index);
    const right = b.charCodeAt(index);
    if (left !== right) return bytewiseRank(left) - bytewiseRank(right);
  }
  return a.length - b.length;
}

/** Surrogates encode characters above U+FFFF, so they come after all others. */
function bytewiseRank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

/** Index of the first of `count` sorted items that is not before the wanted one. `compare` orders item `index` against it. */
export function lowerBound(count: number, compare: (index: number) => number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compare(middle) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
