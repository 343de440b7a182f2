import type { JsonObject, JsonValue } from '@capstan/schema';
import { parse } from 'yaml';
import { objectIn, objectsIn, textIn } from '../json-fields.ts';
import type { ParsedCase, ParsedFile } from './case-result.ts';

/** Reads a tree of results as Sonobuoy writes it (`sonobuoy_results.yaml`), and as plugins of format manual do. */
export function parseResultsTree(text: string): ParsedFile & { readonly status: string } {
  let root: JsonObject | undefined;
  try {
    const value: JsonValue = parse(text, { maxAliasCount: 100 });
    root = objectIn(value);
  } catch {
    root = undefined;
  }
  if (!root) {
    return { status: '', cases: [], problems: [{ reason: 'ResultsUnreadable', message: 'is no YAML object' }] };
  }
  return { status: textIn(root['status']), cases: leaves(root, 0), problems: [] };
}

const statuses: Readonly<Record<string, ParsedCase['status']>> = {
  passed: 'passed',
  failed: 'failed',
  timeout: 'failed',
  skipped: 'skipped',
};

/** What has nothing below it and is not just a file, a node or the whole is a case; so is a word that nothing below bears out. */
function leaves(item: JsonObject, depth: number): readonly ParsedCase[] {
  const items = objectsIn(item['items']);
  const status = statuses[textIn(item['status']).toLowerCase()] ?? 'unknown';
  if (items.length > 0) {
    if (depth > 32) return [undecided(item, 'lies too deep to be read')];
    const below = items.flatMap((inner) => leaves(inner, depth + 1));
    const isBorneOut = status !== 'failed' || below.some((one) => one.status === 'failed' || one.status === 'unknown');
    return isBorneOut ? below : [...below, undecided(item, `status "${textIn(item['status'])}", and nothing in it has failed`)];
  }
  const type = textIn(objectIn(item['meta'])?.['type']);
  const isFrame = depth === 0 || type === 'summary' || type === 'node' || type === 'file';
  if (isFrame && status !== 'failed') return [];
  const details = objectIn(item['details']);
  const message =
    textIn(details?.['failure']) ||
    textIn(details?.['error']) ||
    (status === 'unknown' ? `status "${textIn(item['status'])}"` : '');
  return [{ name: nameOf(item), status, ...(message !== '' && { message }) }];
}

const nameOf = (item: JsonObject) => textIn(item['name']) || '(no name)';
const undecided = (item: JsonObject, message: string): ParsedCase => ({ name: nameOf(item), status: 'unknown', message });
