// Reads the facts of built-in kinds from a real kube-apiserver and writes them to packages/apiserver/src/generated.
// With --check nothing is written, and the exit code says whether the committed files are current.
import { readFile, writeFile } from 'node:fs/promises';
import { startEnvtest } from '@capstan/testenv';
import { defaultObjects } from './default-objects.ts';
import { kindFacts } from './kind-facts.ts';
import { protobufFacts } from './protobuf-facts.ts';
import { readServer } from './read-server.ts';

const root = new URL('../../', import.meta.url);
const assets = process.env['KUBEBUILDER_ASSETS'] ?? new URL('.cache/real/bin', root).pathname;
const check = process.argv.includes('--check');

await using controlPlane = await startEnvtest({ assets });
await using server = readServer(controlPlane.kubeconfig);
const files = {
  'packages/apiserver/src/generated/kinds.json': linesOf(await kindFacts(server)),
  'packages/apiserver/src/generated/objects.json': `[\n${(await defaultObjects(server)).map((object) => JSON.stringify(object)).join(',\n')}\n]\n`,
  'packages/apiserver/src/generated/protobuf.json': protobufFacts(root),
};
for (const [path, text] of Object.entries(files)) {
  if (!check) await writeFile(new URL(path, root), text);
  else if ((await readFile(new URL(path, root), 'utf8')) !== text) {
    console.error(`${path} is not what kube-apiserver serves; run 'npm run generate:facts' and commit it`);
    process.exitCode = 1;
  }
}

/** One schema, one kind a line: readable in a diff, small to load. */
function linesOf({ kubernetes, schemas, kinds }: Awaited<ReturnType<typeof kindFacts>>): string {
  const schemaLines = Object.entries(schemas).map(([name, schema]) => `${JSON.stringify(name)}:${JSON.stringify(schema)}`);
  const kindLines = kinds.map((kind) => JSON.stringify(kind));
  return `{"kubernetes":${JSON.stringify(kubernetes)},\n"schemas":{\n${schemaLines.join(',\n')}\n},\n"kinds":[\n${kindLines.join(',\n')}\n]}\n`;
}
