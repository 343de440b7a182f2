// Writes the definitions and types of Cluster API's kinds from upstream's manifests, which the Go module cache has.
// With --check nothing is written, and the exit code says whether the committed files are current.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type UpstreamCrd, upstreamCrds } from './cluster-api-crds.ts';
import { clusterApiTypes } from './cluster-api-types.ts';

const target = new URL('../../packages/capi/src/generated/', import.meta.url);
const crds = upstreamCrds();
const files: Record<string, string> = { ...clusterApiTypes(crds) };
for (const [group, members] of Map.groupBy(crds, ({ spec }) => spec.group)) files[`crds/${group}.json`] = linesOf(members);

if (process.argv.includes('--check')) {
  const committed = (await readdir(target, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).length;
  const wrong: string[] = committed === Object.keys(files).length ? [] : ['the number of files'];
  for (const [name, text] of Object.entries(files)) {
    const current = await readFile(new URL(name, target), 'utf8').catch(() => undefined);
    if (current !== text) wrong.push(name);
  }
  if (wrong.length > 0) {
    console.error(
      `not current in packages/capi/src/generated: ${wrong.join(', ')}; run 'npm run generate:cluster-api' and commit it`,
    );
    process.exitCode = 1;
  }
} else {
  await rm(target, { recursive: true, force: true });
  for (const [name, text] of Object.entries(files)) {
    const file = new URL(name, target);
    await mkdir(dirname(file.pathname), { recursive: true });
    await writeFile(file, text);
  }
}

/** One version of a kind a line: small to load, and a diff says which kind changed. */
function linesOf(members: readonly UpstreamCrd[]): string {
  const texts = members.map(({ metadata, spec: { versions, ...spec } }) => {
    const lines = versions.map((version) => JSON.stringify(version)).join(',\n');
    return `{"metadata":${JSON.stringify(metadata)},\n"spec":${JSON.stringify(spec).slice(0, -1)},"versions":[\n${lines}\n]}}`;
  });
  return `[\n${texts.join(',\n')}\n]\n`;
}
