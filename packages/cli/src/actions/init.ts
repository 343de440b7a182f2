import { existsSync, readdirSync, statSync } from 'node:fs';
import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { dns1123LabelErrors } from '@capstan/schema';
import pc from 'picocolors';
import { makeFolder } from '../make-folder.ts';
import { UserError } from '../report-error.ts';
import { pinPackages } from './init/pin-packages.ts';

export interface InitOptions {
  readonly dir?: string;
  readonly packages?: string;
}

/** Shipped beside `src` and beside `dist`. */
const template = new URL('../../templates/extension/', import.meta.url);
const nameInTemplate = 'my-extension';
/** npm does not pack files of that name. */
const renamed: Readonly<Record<string, string>> = { gitignore: '.gitignore' };

/** Writes a runtime extension to start from into a folder of its own. */
export async function initExtension(name: string, { dir = name, packages }: InitOptions): Promise<void> {
  const [wrong] = dns1123LabelErrors(name);
  if (wrong !== undefined || name.length > 54)
    throw new UserError(`"${name}" cannot be the name of an extension: ${wrong ?? 'it is longer than 54 characters'}`, {
      hint: 'Take lower-case letters, digits and "-"; names made from it get up to nine characters more.',
    });
  const folder = resolve(dir);
  if (existsSync(folder) && !(statSync(folder).isDirectory() && readdirSync(folder).length === 0))
    throw new UserError(`${dir} is there, and is not an empty folder`, { hint: 'Name another one with --dir, or empty it.' });
  const tarballs = packages === undefined ? undefined : await findTarballs(packages);
  makeFolder(folder, { mode: 0o777 }); // and less by the umask, as for any project
  try {
    await cp(template, folder, { recursive: true });
    await personalise(folder, name);
    await pinPackages(folder, tarballs);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw new UserError(`cannot write to ${dir}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
  tellNext(name, dir);
}

async function personalise(folder: string, name: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const text = (await readFile(path, 'utf8')).replaceAll(nameInTemplate, name);
    const target = join(entry.parentPath, renamed[entry.name] ?? entry.name);
    await writeFile(target, text);
    if (target !== path) await rm(path);
  }
}

async function findTarballs(packages: string): Promise<readonly string[]> {
  const names = existsSync(packages) ? (await readdir(packages)).filter((name) => name.endsWith('.tgz')) : [];
  if (names.length > 0) return names.map((name) => resolve(packages, name));
  throw new UserError(`there are no packed packages in ${packages}`, { hint: "Pack them: 'node scripts/pack.ts FOLDER'." });
}

function tellNext(name: string, folder: string): void {
  const lines = [
    `${pc.green('●')} ${pc.bold(name)} is in ${folder}`,
    '',
    `  cd ${folder} && npm install`,
    '  npm test                 its tests, and what Cluster API demands',
    '  npm run dev              each save restarts it, and plays the life of a cluster',
    pc.dim('  README.md has the rest: debugger, deployment, a real management cluster'),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}
