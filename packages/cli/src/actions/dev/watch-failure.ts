import { UserError } from '../../report-error.ts';

const gone: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM']);
const limits: Readonly<Record<string, { readonly setting: string; readonly wayOut: string }>> = {
  ENOSPC: { setting: 'fs.inotify.max_user_watches', wayOut: 'Name a narrower folder with --watch' },
  EMFILE: { setting: 'fs.inotify.max_user_instances', wayOut: 'End another program that watches files' },
};

/** Whether a folder can't be watched because it is no longer there, or not for us: the rest of the source can. */
export function hasGone(error: unknown): boolean {
  return gone.has(codeOf(error));
}

/** What a person can do about a watch that the system refuses. */
export function explainWatchFailure(error: unknown): Error {
  const limit = limits[codeOf(error)];
  if (limit !== undefined)
    return new UserError(`this machine watches no more: ${limit.setting} is reached`, {
      hint: `${limit.wayOut}, or raise it: 'sudo sysctl ${limit.setting}=N'; 'sysctl ${limit.setting}' tells what it is.`,
      cause: error,
    });
  return error instanceof Error ? error : new Error(String(error), { cause: error });
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
