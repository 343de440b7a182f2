// Writes a page of docs/reference for every kind that the operators define, from its definition. With --check nothing is written, and
// the exit code says whether the committed pages are current. A field without a description is refused.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { ConfigMapSync, SecretSync } from '@capstan/config-weaver';
import { HookRecord } from '@capstan/lifecycle-sample';
import { ReadinessProfile, ReadinessReport } from '@capstan/operational-readiness';
import type { DefinedResource } from '@capstan/schema';
import { referencePage, undescribedIn } from './reference-page.ts';

const target = new URL('../../docs/reference/', import.meta.url);
const operators: Readonly<Record<string, readonly DefinedResource[]>> = {
  'config-weaver': [ConfigMapSync, SecretSync],
  'lifecycle-sample': [HookRecord],
  'operational-readiness': [ReadinessProfile, ReadinessReport],
};
const files = new Map([['README.md', contents()]]);
for (const resource of Object.values(operators).flat()) files.set(fileOf(resource), referencePage(resource));

const undescribed = Object.values(operators)
  .flat()
  .flatMap((resource) => undescribedIn(resource).map((path) => `${resource.kind} ${path}`));
if (undescribed.length > 0) {
  console.error(`without a description: ${undescribed.join(', ')}; say in the definition what each is`);
  process.exitCode = 1;
} else if (process.argv.includes('--check')) {
  const committed = await readdir(target).catch(() => []);
  const wrong = committed.filter((name) => !files.has(name));
  for (const [name, text] of files) {
    if ((await readFile(new URL(name, target), 'utf8').catch(() => undefined)) !== text) wrong.push(name);
  }
  if (wrong.length > 0) {
    console.error(`not current in docs/reference: ${wrong.join(', ')}; run 'npm run generate:reference' and commit it`);
    process.exitCode = 1;
  }
} else {
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  for (const [name, text] of files) await writeFile(new URL(name, target), text);
}

function contents(): string {
  const groups = Object.entries(operators).map(([operator, resources]) => {
    const lines = resources.map(
      (resource) => `- [${resource.kind}](${fileOf(resource)}) (\`${resource.group}/${resource.version}\`)`,
    );
    return `## ${operator}\n\n${lines.join('\n')}`;
  });
  const made = "<!-- Made by 'npm run generate:reference'; changes here are lost. -->";
  return `${made}\n# API reference\n\nEvery field, limit, rule and condition, from the definitions that the operators run on.\n\n${groups.join('\n\n')}\n`;
}

function fileOf({ kind }: DefinedResource): string {
  return `${kind.replaceAll(/(?<!^)([A-Z])/g, '-$1').toLowerCase()}.md`;
}
