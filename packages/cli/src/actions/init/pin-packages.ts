import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { capstanVersion } from '../../capstan-version.ts';

interface Manifest {
  readonly dependencies: Record<string, string>;
  readonly devDependencies: Record<string, string>;
}

/** Sets the versions of our packages in a project: this one's, or tarballs, which then become part of the project. */
export async function pinPackages(folder: string, tarballs: readonly string[] | undefined): Promise<void> {
  const path = join(folder, 'package.json');
  const manifest = JSON.parse(await readFile(path, 'utf8')) as Manifest; // the template's
  const files = tarballs === undefined ? new Map<string, string>() : await bringAlong(folder, tarballs);
  for (const dependencies of [manifest.dependencies, manifest.devDependencies]) {
    for (const name of Object.keys(dependencies).filter(isOurs)) dependencies[name] = files.get(name) ?? capstanVersion;
  }
  // What ours depend on is not in the registry either.
  for (const [name, file] of files) if (!(name in manifest.dependencies)) manifest.devDependencies[name] = file;
  await writeFile(path, `${JSON.stringify(manifest, null, 2)}\n`);
}

function isOurs(name: string): boolean {
  return name === 'capstan' || name.startsWith('@capstan/');
}

async function bringAlong(folder: string, tarballs: readonly string[]): Promise<Map<string, string>> {
  await mkdir(join(folder, 'packages'));
  const files = new Map<string, string>();
  for (const tarball of tarballs) {
    const file = basename(tarball);
    await cp(tarball, join(folder, 'packages', file));
    files.set(packageOf(file), `file:packages/${file}`);
  }
  return files;
}

/** `capstan-capi-0.1.0.tgz` is of @capstan/capi, `capstan-0.1.0.tgz` of capstan. */
function packageOf(file: string): string {
  const name = file.replace(/-\d+\.\d+\.\d+.*\.tgz$/, '');
  return name === 'capstan' ? name : name.replace(/^capstan-/, '@capstan/');
}
