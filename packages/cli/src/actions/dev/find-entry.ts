import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { UserError } from '../../report-error.ts';

/** An extension's source. */
export interface ExtensionEntry {
  /** The folder of its package, or of the file. */
  readonly folder: string;
  /** The module that exports it. */
  readonly module: string;
}

const usual = ['src/extension.ts', 'extension.ts', 'src/extension.js', 'extension.js'];

/** Finds the module: the file that is named, the one that `capstan.extension` of package.json names, or `src/extension.ts`. */
export function findEntry(path: string): ExtensionEntry {
  const folder = resolve(path);
  if (!existsSync(folder))
    throw new UserError(`there is no ${path}`, { hint: 'Name the folder of an extension, or its module.' });
  if (!statSync(folder).isDirectory()) return { folder: dirname(folder), module: folder };
  const named = namedInPackage(folder);
  const candidates = named === undefined ? usual : [named];
  const found = candidates.find((candidate) => existsSync(join(folder, candidate)));
  if (found !== undefined) return { folder, module: join(folder, found) };
  const missing = named === undefined ? `none of ${usual.join(', ')}` : `no ${named}, which its package.json names`;
  throw new UserError(`${relative(process.cwd(), folder) || '.'} has ${missing}`, {
    hint: 'Name the module in package.json: "capstan": { "extension": "./src/extension.ts" }. It exports what extension() gives.',
  });
}

function namedInPackage(folder: string): string | undefined {
  const path = join(folder, 'package.json');
  if (!existsSync(path)) return undefined;
  let manifest: { readonly capstan?: { readonly extension?: unknown } } | null;
  try {
    manifest = JSON.parse(readFileSync(path, 'utf8')) as typeof manifest; // each level is looked at below
  } catch (error) {
    throw new UserError(`${path} is not JSON`, { cause: error });
  }
  const entry = manifest?.capstan?.extension;
  if (entry === undefined) return undefined;
  if (typeof entry === 'string') return entry;
  throw new UserError(`capstan.extension in ${path} is not a path`, { hint: 'Write it as "./src/extension.ts".' });
}
