// Fails on an import against the arrow of the packages, or past another package's public surface.
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { packages } from '../packages.ts';

const root = new URL('../../', import.meta.url).pathname;
const problems: string[] = [];
for (const owner of packages) {
  for (const file of globSync(`${owner.folder}/src/**/*.ts`, { cwd: root })) {
    for (const specifier of importsOf(readFileSync(join(root, file), 'utf8'))) check(owner, file, specifier);
  }
}
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;

function check(owner: (typeof packages)[number], file: string, specifier: string): void {
  // A test may use whatever runs it: testenv stands above the packages that it is used to test.
  const isTest = /\.test\.ts$|\/test-support\//.test(file);
  if (specifier.startsWith('.')) {
    const inside = relative(join(root, owner.folder, 'src'), join(root, dirname(file), specifier));
    if (inside.startsWith('..') && !specifier.endsWith('package.json'))
      problems.push(`${file}: '${specifier}' leaves the package; import its public name`);
  } else if (specifier.startsWith('@capstan/') || specifier === 'capstan') {
    const [scope, name, ...rest] = specifier.split('/');
    if (rest.length > 0) problems.push(`${file}: '${specifier}' reaches past ${scope}/${name}; import '${scope}/${name}'`);
    else if (!isTest && !(owner.imports as readonly string[]).includes(specifier))
      problems.push(`${file}: ${owner.name} must not import '${specifier}' (see docs/architecture.md)`);
  }
}

function* importsOf(text: string): Iterable<string> {
  for (const [, specifier] of text.matchAll(/^(?:import|export)\b[^;'"]*?(?:from\s+)?['"]([^'"]+)['"];/gm))
    if (specifier) yield specifier;
  for (const [, specifier] of text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g)) if (specifier) yield specifier;
}
