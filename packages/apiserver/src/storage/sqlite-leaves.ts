import { pageSizeOf } from './sqlite-file.ts';

/** Keys greater than `after`, up to and including `through`. */
export interface KeyRange {
  readonly after: number;
  readonly through: number;
}

const interiorPage = 0x05;
/** Deeper than any tree that fits on a disk: ends the walk through a damaged page that points back up. */
const maxDepth = 12;

/**
 * The ranges of keys that each leaf of a table holds, read from the interior pages of the file. A query within one range
 * touches that leaf only, so that a missing page takes no other rows with it.
 */
export function leafRanges(file: Buffer, rootPage: number): readonly KeyRange[] {
  const ranges: KeyRange[] = [];
  collect(file, { page: rootPage, after: 0, through: Number.MAX_SAFE_INTEGER, depth: 0 }, ranges);
  return ranges;
}

interface Subtree extends KeyRange {
  readonly page: number;
  readonly depth: number;
}

function collect(file: Buffer, tree: Subtree, ranges: KeyRange[]): void {
  const { after, through } = tree;
  const size = pageSizeOf(file);
  const page = file.subarray((tree.page - 1) * size, tree.page * size);
  if (page.length < size || page[0] !== interiorPage || tree.depth > maxDepth) {
    ranges.push({ after, through });
    return;
  }
  const depth = tree.depth + 1;
  let low = after;
  for (let index = 0; index < page.readUInt16BE(3); index++) {
    const cell = page.readUInt16BE(12 + 2 * index);
    const key = readVarint(page, cell + 4);
    collect(file, { page: page.readUInt32BE(cell), after: low, through: key, depth }, ranges);
    low = key;
  }
  collect(file, { page: page.readUInt32BE(8), after: low, through, depth }, ranges);
}

/** SQLite's integers: seven bits a byte, the highest first. Revisions stay far below the ninth byte's special case. */
function readVarint(page: Buffer, offset: number): number {
  let value = 0;
  for (let index = offset; ; index++) {
    const byte = page[index] ?? 0;
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return value;
  }
}
