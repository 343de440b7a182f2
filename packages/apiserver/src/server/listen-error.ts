import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';

export type ListenErrorCode = 'PortTaken' | 'PortForbidden' | 'AddressUnavailable' | 'ListenFailed';

/** The server can't listen where it should. The hint says what can be done. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
  readonly code: ListenErrorCode;
  readonly hint: string;

  constructor(message: string, options: { readonly code: ListenErrorCode; readonly hint: string; readonly cause: unknown }) {
    super(message, { cause: options.cause });
    this.code = options.code;
    this.hint = options.hint;
  }
}

export function listenError(cause: NodeJS.ErrnoException, host: string, port: number): ListenError {
  const where = `${host}:${port}`;
  switch (cause.code) {
    case 'EADDRINUSE': {
      const owner = processListeningOn(port);
      const hint = `Stop ${owner ?? `what listens on port ${port}`}, or listen on another port (0 picks a free one).`;
      return new ListenError(`port ${port} is taken${owner ? ` by ${owner}` : ''}`, { code: 'PortTaken', hint, cause });
    }
    case 'EACCES':
      return new ListenError(`no permission to listen on ${where}`, {
        code: 'PortForbidden',
        hint: 'Listen on a port from 1024 on.',
        cause,
      });
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new ListenError(`${host} is not an address of this machine`, {
        code: 'AddressUnavailable',
        hint: 'Listen on 127.0.0.1, or on 0.0.0.0 for all addresses.',
        cause,
      });
    default:
      return new ListenError(`can't listen on ${where}: ${cause.message}`, {
        code: 'ListenFailed',
        hint: 'Listen elsewhere.',
        cause,
      });
  }
}

/** Who has a port, as `node (pid 123)`. `undefined` where that can't be found out. */
function processListeningOn(port: number): string | undefined {
  try {
    const inodes = listeningInodes(port);
    if (inodes.size === 0) return undefined;
    const pid = readdirSync('/proc').find((entry) => /^\d+$/.test(entry) && holdsSocket(entry, inodes));
    return pid && `${programOf(pid)} (pid ${pid})`;
  } catch {
    return undefined; // no /proc, or none of our business
  }
}

/** The program's own name: threads rename themselves. */
function programOf(pid: string): string {
  const [program = ''] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  return basename(program) || readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
}

const listening = '0A';

function listeningInodes(port: number): ReadonlySet<string> {
  const hexPort = port.toString(16).toUpperCase().padStart(4, '0');
  const inodes = new Set<string>();
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const line of readFileSync(table, 'utf8').split('\n').slice(1)) {
      const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/);
      if (state === listening && local.endsWith(`:${hexPort}`)) inodes.add(`socket:[${inode}]`);
    }
  }
  return inodes;
}

function holdsSocket(pid: string, inodes: ReadonlySet<string>): boolean {
  const folder = `/proc/${pid}/fd`;
  try {
    return readdirSync(folder).some((file) => inodes.has(openedAs(`${folder}/${file}`)));
  } catch {
    return false; // another user's, or gone meanwhile
  }
}

/** `''` for what was closed since it was listed, as the folder itself is in the list of one's own files. */
function openedAs(file: string): string {
  try {
    return readlinkSync(file);
  } catch {
    return '';
  }
}
