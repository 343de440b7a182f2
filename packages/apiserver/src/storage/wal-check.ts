import { readFileSync } from 'node:fs';
import { fileSize, walOf } from './sqlite-file.ts';

/** What a write-ahead log that a crash left behind contains, by its headers. */
export interface WalContents {
  readonly bytes: Buffer;
  /** Index after the last frame written since the log was last begun anew. Of that one the crash may have left the header alone. */
  readonly frames: number;
  /** Index after the last frame that ends a commit, of those before that last one. */
  readonly committedFrames: number;
  /** Whether the file ends within a frame. */
  readonly cutOff: boolean;
}

const walHeaderBytes = 32;
const frameHeaderBytes = 24;
const saltOffset = { wal: 16, frame: 8 } as const;

/** Must be asked before SQLite opens the database, which begins the log anew. */
export function readWal(path: string): WalContents | undefined {
  if (fileSize(walOf(path)) === 0) return undefined;
  const bytes = readFileSync(walOf(path));
  if (!isWal(bytes)) return { bytes, frames: 0, committedFrames: Number.POSITIVE_INFINITY, cutOff: false };
  const frameBytes = frameHeaderBytes + bytes.readUInt32BE(8);
  const count = Math.floor((bytes.length - walHeaderBytes) / frameBytes);
  const salt = bytes.subarray(saltOffset.wal, saltOffset.wal + 8);
  let [frames, committedFrames, lastEndsCommit] = [0, 0, false];
  for (let index = 0; index < count; index++) {
    const frame = walHeaderBytes + index * frameBytes;
    if (!salt.equals(bytes.subarray(frame + saltOffset.frame, frame + saltOffset.frame + 8))) continue;
    if (lastEndsCommit) committedFrames = frames;
    frames = index + 1;
    lastEndsCommit = bytes.readUInt32BE(frame + 4) !== 0;
  }
  return { bytes, frames, committedFrames, cutOff: (bytes.length - walHeaderBytes) % frameBytes !== 0 };
}

/** Whether SQLite, which found so many frames to be valid, had to leave out what was committed before the last write. */
export function walIsDamaged(wal: WalContents, validFrames: number): boolean {
  return validFrames < wal.committedFrames;
}

/** Whether the last write was never complete. */
export function walIsTorn(wal: WalContents, validFrames: number): boolean {
  return wal.cutOff || validFrames < wal.frames;
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
