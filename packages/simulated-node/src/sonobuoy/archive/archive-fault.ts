import { packTarball } from './tarball.ts';

/**
 * How the archive that is retrieved is spoilt: cut off in the middle, no archive at all, empty, with a name that leads out of
 * the folder, or of a thousandth of its unpacked size.
 */
export type ArchiveFault = 'truncated' | 'garbage' | 'empty' | 'path-traversal' | 'zip-bomb';

const bombBytes = 256 << 20;

/** What `splat` answers instead of a whole archive. */
export async function spoil(archive: Buffer, fault: ArchiveFault): Promise<Buffer> {
  switch (fault) {
    case 'truncated':
      return archive.subarray(0, Math.floor(archive.length / 2));
    case 'garbage':
      return Buffer.from('this is no archive\n'.repeat(20));
    case 'empty':
      return packTarball(new Map());
    case 'path-traversal':
      return packTarball(new Map([['../../escaped.tar.gz', Buffer.from('outside')]]));
    case 'zip-bomb':
      return bomb();
  }
}

/** Zeros, which pack a thousandfold. */
function bomb(): Promise<Buffer> {
  const zeros = Buffer.alloc(bombBytes / 4);
  return packTarball(new Map([1, 2, 3, 4].map((part) => [`202601010000_sonobuoy_${part}.tar.gz`, zeros])));
}
