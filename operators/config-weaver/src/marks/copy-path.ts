/** Objects that a content may have come by, of all of its sources together. The mark of the way grows with each. */
export const longestPath = 64;
/** Objects that are named at the beginning and at the end of a way that is told. */
const toldAtEnds = 4;

/** The objects that a mark names, as `namespace/name`. What can't be the name of an object is nobody's: anybody can write a mark. */
export const pathIn = (mark = ''): readonly string[] =>
  mark.split(',').filter((place) => /^[a-z0-9-]{1,63}\/[a-z0-9.-]{1,253}$/.test(place));

/** A way in words, without its middle where it is long. */
export function pathInWords(path: readonly string[]): string {
  const isLong = path.length > 2 * toldAtEnds + 1;
  const left = path.length - 2 * toldAtEnds;
  const told = isLong ? [...path.slice(0, toldAtEnds), `(${left} more)`, ...path.slice(-toldAtEnds)] : path;
  return told.join(' → ');
}
