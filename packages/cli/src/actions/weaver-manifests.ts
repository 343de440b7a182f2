import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import type { PlainManifest } from '@capstan/config-weaver';
import { parseAllDocuments } from 'yaml';
import { UserError } from '../report-error.ts';

/** Reads the manifests of a YAML or JSON file, or of standard input; lists are taken apart. */
export async function readManifests(path: string): Promise<readonly PlainManifest[]> {
  const content = path === '-' ? await text(process.stdin) : await readFileOrSay(path);
  const documents = [...parseAllDocuments(content)];
  const broken = documents.flatMap(({ errors }) => errors)[0];
  if (broken)
    throw new UserError(`${path} is not YAML: ${broken.message.split('\n')[0]?.replace(/:$/, '')}`, {
      hint: 'Check it with a YAML linter.',
    });
  const manifests = documents.map((document) => document.toJS() as unknown).filter((manifest) => manifest !== null);
  return manifests.flatMap((manifest) => itemsOf(manifest, path));
}

async function readFileOrSay(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.replace(/, (open|read)\b.*/, '') : String(cause);
    throw new UserError(`cannot read ${path}: ${why}`, { hint: "Name a file of manifests, or '-' for standard input.", cause });
  }
}

function itemsOf(manifest: unknown, path: string): readonly PlainManifest[] {
  if (typeof manifest !== 'object' || manifest === null || Array.isArray(manifest))
    throw new UserError(`${path} holds something that is no Kubernetes object`);
  if ('items' in manifest && Array.isArray(manifest.items)) return manifest.items.flatMap((item) => itemsOf(item, path));
  return [manifest]; // every member of a manifest may be absent
}
