import { readFileSync } from 'node:fs';
import { fileSize, walOf } from './sqlite-file.ts';

/** What a write-ahead log that a crash left behind contains, by its headers. */
export interface WalContents {
  readonly bytes: Buffer;
  /** Index after the last frame that ends a commit, of those written since the log was last begun anew. */
  readonly committedFrames: number;
  /** Whether it ends with a write that was never complete. */
  readonly torn: boolean;
}

const walHeaderBytes = 32;
const frameHeaderBytes = 24;
const saltOffset = { wal: 16, frame: 8 } as const;

/** Must be asked before SQLite opens the database, which begins the log anew. */
export function readWal(path: string): WalContents | undefined {
  if (fileSize(walOf(path)) === 0) return undefined;
  const bytes = readFileSync(walOf(path));
  if (!isWal(bytes)) return { bytes, committedFrames: Number.POSITIVE_INFINITY, torn: false };
  const frameBytes = frameHeaderBytes + bytes.readUInt32BE(8);
  const count = Math.floor((bytes.length - walHeaderBytes) / frameBytes);
  const salt = bytes.subarray(saltOffset.wal, saltOffset.wal + 8);
  let committedFrames = 0;
  let written = 0;
  for (let index = 0; index < count; index++) {
    const frame = walHeaderBytes + index * frameBytes;
    if (!salt.equals(bytes.subarray(frame + saltOffset.frame, frame + saltOffset.frame + 8))) continue;
    written = index + 1;
    if (bytes.readUInt32BE(frame + 4) !== 0) committedFrames = index + 1;
  }
  const partial = (bytes.length - walHeaderBytes) % frameBytes !== 0;
  return { bytes, committedFrames, torn: partial || written > committedFrames };
}

/** Whether SQLite, which found so many frames to be valid, had to leave committed ones out. */
export function walIsDamaged(wal: WalContents, validFrames: number): boolean {
  return validFrames < wal.committedFrames;
}

/** Whether SQLite accepts the header; otherwise it takes the whole log for empty. */
function isWal(bytes: Buffer): boolean {
  if (bytes.length < walHeaderBytes) return false;
  const magic = bytes.readUInt32BE(0);
  if (magic !== littleEndianMagic && magic !== bigEndianMagic) return false;
  const read = (offset: number) => (magic === bigEndianMagic ? bytes.readUInt32BE(offset) : bytes.readUInt32LE(offset));
  let [first, second] = [0, 0];
  for (let offset = 0; offset < 24; offset += 8) {
    first = (first + read(offset) + second) >>> 0;
    second = (second + read(offset + 4) + first) >>> 0;
  }
  return first === bytes.readUInt32BE(24) && second === bytes.readUInt32BE(28);
}

/** In which byte order the checksums are made; they are written big-endian in either case. */
const littleEndianMagic = 0x377f0682;
const bigEndianMagic = 0x377f0683;
