// Writes the TypeScript types of built-in kinds from the committed facts. With --check nothing is written, and the exit
// code says whether the committed files are current.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import type { Facts } from './kind-facts.ts';
import { typeModules } from './type-modules.ts';

const root = new URL('../../', import.meta.url);
const target = new URL('packages/schema/src/generated/', root);
const facts = JSON.parse(await readFile(new URL('packages/apiserver/src/generated/kinds.json', root), 'utf8')) as Facts; // our own file
const files = typeModules(facts);

if (process.argv.includes('--check')) {
  const committed = await readdir(target);
  const wrong = [...new Set([...committed, ...Object.keys(files)])].filter(
    (name) => !committed.includes(name) || !(name in files),
  );
  for (const [name, text] of Object.entries(files)) {
    if (!wrong.includes(name) && (await readFile(new URL(name, target), 'utf8')) !== text) wrong.push(name);
  }
  if (wrong.length > 0) {
    console.error(`not current in packages/schema/src/generated: ${wrong.join(', ')}; run 'npm run generate' and commit it`);
    process.exitCode = 1;
  }
} else {
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(new URL(name, target), text);
}
