import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Why a source did not start, for a person: the message, where it is, the way out; frames of Node and of packages are left out. */
export function explainFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const hint = 'hint' in error && typeof error.hint === 'string' ? [error.hint] : [];
  if (hint.length > 0) return [error.message, ...hint].join('\n');
  const lines = (error.stack ?? error.message).split('\n');
  const own = lines.filter((line) => !/^\s+at /.test(line) || isOwnFrame(line));
  return own
    .filter((line) => line.trim() !== '')
    .slice(0, 12)
    .map(shortened)
    .join('\n');
}

function isOwnFrame(line: string): boolean {
  return line.includes('file://') && !line.includes('/node_modules/') && !line.includes('/actions/dev/');
}

function shortened(line: string): string {
  return line.replaceAll(/file:\/\/\/[^\s:)]+/g, (url) => relative(process.cwd(), fileURLToPath(url)));
}
