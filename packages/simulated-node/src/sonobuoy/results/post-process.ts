import { posix } from 'node:path';
import { parse } from 'yaml';
import type { FileMap } from '../archive/tarball.ts';
import type { PluginDefinition } from '../plugin-definition.ts';
import { gojsonItems } from './gojson-items.ts';
import { type Item, summarize } from './item.ts';
import { junitItems } from './junit-items.ts';

/** Reads what a plugin uploaded, below `plugins/NAME/` of the run's files, as Sonobuoy does after a run. */
export function postProcess(plugin: PluginDefinition, files: FileMap): Item {
  const { pluginName, driver } = plugin.config;
  const base = `plugins/${pluginName}/`;
  const mine = [...files]
    .filter(([path]) => path.startsWith(base))
    .map(([path, content]) => [path.slice(base.length), content] as const);
  const sorted = mine.toSorted(([a], [b]) => (a < b ? -1 : 1));
  const read = (folder: string) => {
    const wanted = sorted.filter(([path]) => path.startsWith(folder) && isWanted(plugin, path));
    return wanted.map(([path, content]) => fileItem(plugin, path, content));
  };
  const errors = (folder: string) =>
    sorted
      .filter(([path]) => path.startsWith(folder) && path.endsWith('/error.json'))
      .map(([path, content]) => errorItem(path, content));
  if (driver === 'Job') return summarize(pluginName, [...read('results/'), ...errors('errors/')]);
  const nodes = (folder: string, items: (folder: string) => readonly Item[]) =>
    nodesBelow(folder, sorted).map((name) => ({ name, status: '', meta: { type: 'node' }, items: items(`${folder}${name}/`) }));
  return summarize(pluginName, [...nodes('results/', read), ...nodes('errors/', errors)]);
}

function nodesBelow(folder: string, files: readonly (readonly [string, Uint8Array])[]): readonly string[] {
  const below = files.filter(([path]) => path.startsWith(folder)).map(([path]) => path.slice(folder.length).split('/')[0] ?? '');
  return [...new Set(below)];
}

const extensions = { junit: ['.xml'], gojson: ['.json'], manual: ['.yaml', '.yml'], raw: [''] };

function isWanted({ config: { resultFiles, format } }: PluginDefinition, path: string): boolean {
  if (resultFiles.length > 0) return resultFiles.includes(posix.basename(path));
  return extensions[format].some((extension) => path.endsWith(extension));
}

function fileItem({ config: { format } }: PluginDefinition, path: string, content: Uint8Array): Item {
  const name = posix.basename(path);
  if (format === 'raw') return { name, status: 'passed', meta: { file: path } };
  const meta = { file: path, type: 'file' };
  const text = Buffer.from(content).toString('utf8');
  try {
    if (format === 'manual') return { name, meta, ...manual(text) };
    const items = format === 'junit' ? junitItems(text) : gojsonItems(text);
    return { name, status: 'passed', meta, ...(items.length > 0 && { items }) };
  } catch (error) {
    return { name, status: 'unknown', meta: { ...meta, error: error instanceof Error ? error.message : String(error) } };
  }
}

/** The plugin's own tree, of which it answers for the words. */
function manual(text: string): Pick<Item, 'status' | 'details' | 'items'> {
  const value: unknown = parse(text);
  if (typeof value !== 'object' || value === null) throw new Error('failed to parse yaml results object provided by plugin');
  const { status = '', details, items } = value as Partial<Item>; // whatever else it is comes out as text
  return { status, ...(details && { details }), ...(items && { items }) };
}

function errorItem(path: string, content: Uint8Array): Item {
  const meta = { file: path };
  try {
    const values = JSON.parse(Buffer.from(content).toString('utf8')) as Record<string, unknown>; // as the aggregator wrote it
    const details = Object.fromEntries(
      Object.entries(values).map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]),
    );
    const { error = '' } = details;
    return { name: error || 'error.json', status: error.includes('timeout') ? 'timeout' : 'failed', meta, details };
  } catch {
    return { name: 'error.json', status: 'failed', meta };
  }
}
