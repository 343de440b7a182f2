import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { isJsonObject } from '@capstan/schema';
import { UserError } from '../../report-error.ts';

/** An extension's source. */
export interface ExtensionEntry {
  /** The package's name without its scope, or the folder's: what is kept for it is kept under this. */
  readonly name: string;
  /** The folder of its package, or of the file. */
  readonly folder: string;
  /** The module that exports it. */
  readonly module: string;
}

const isModule = /\.[cm]?[jt]s$/;
const usual = ['src/extension.ts', 'extension.ts', 'src/extension.js', 'extension.js'];

/** Finds the module: the file that is named, the one that `capstan.extension` of package.json names, or `src/extension.ts`. */
export function findEntry(path: string): ExtensionEntry {
  const folder = resolve(path);
  if (!existsSync(folder))
    throw new UserError(`there is no ${path}`, { hint: 'Name the folder of an extension, or its module.' });
  if (!statSync(folder).isDirectory()) {
    if (!isModule.test(folder))
      throw new UserError(`${path} is no module`, { hint: 'Name the folder of an extension, or its module: a .ts or .js file.' });
    const parent = dirname(folder);
    return { name: basename(parent), folder: parent, module: folder };
  }
  const { name = basename(folder), module: named } = readPackage(folder);
  const candidates = named === undefined ? usual : [named];
  const found = candidates.find((candidate) => existsSync(join(folder, candidate)));
  if (found !== undefined) return { name: basename(name), folder, module: join(folder, found) };
  const missing = named === undefined ? `none of ${usual.join(', ')}` : `no ${named}, which its package.json names`;
  throw new UserError(`${relative(process.cwd(), folder) || '.'} has ${missing}`, {
    hint: 'Name the module in package.json: "capstan": { "extension": "./src/extension.ts" }. It exports what extension() gives.',
  });
}

function readPackage(folder: string): { readonly name?: string; readonly module?: string } {
  const path = join(folder, 'package.json');
  if (!existsSync(path)) return {};
  let manifest: unknown;
  try {
    manifest = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new UserError(`${path} is not JSON`, { cause: error });
  }
  if (!isJsonObject(manifest)) return {};
  const { name, capstan } = manifest;
  const module = isJsonObject(capstan) ? capstan['extension'] : undefined;
  if (module !== undefined && typeof module !== 'string')
    throw new UserError(`capstan.extension in ${path} is not a path`, { hint: 'Write it as "./src/extension.ts".' });
  return { ...(typeof name === 'string' && { name }), ...(module !== undefined && { module }) };
}
