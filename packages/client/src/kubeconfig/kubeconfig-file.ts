import { createRequire } from 'node:module';
import { FieldReader } from './field-reader.ts';
import { KubeconfigError } from './kubeconfig-error.ts';

/** A named cluster, user or context, and the folder its relative paths start from. */
export interface NamedEntry {
  readonly name: string;
  readonly fields: FieldReader;
  readonly directory: string;
}

export interface KubeconfigFile {
  readonly currentContext: string | undefined;
  readonly clusters: ReadonlyMap<string, NamedEntry>;
  readonly users: ReadonlyMap<string, NamedEntry>;
  readonly contexts: ReadonlyMap<string, NamedEntry>;
}

/** Where a kubeconfig's text came from. */
export interface KubeconfigSource {
  /** `undefined` for text that was handed over. */
  readonly file: string | undefined;
  readonly directory: string;
}

export function parseKubeconfig(text: string, source: KubeconfigSource): KubeconfigFile {
  const root = new FieldReader(parseYaml(text, source.file), '', source.file);
  return {
    currentContext: root.string('current-context'),
    clusters: namedEntries(root, 'clusters', 'cluster', source.directory),
    users: namedEntries(root, 'users', 'user', source.directory),
    contexts: namedEntries(root, 'contexts', 'context', source.directory),
  };
}

function parseYaml(text: string, file: string | undefined): unknown {
  // Loaded here: in a pod there is no kubeconfig to read.
  const { LineCounter, parseDocument } = createRequire(import.meta.url)('yaml') as typeof import('yaml'); // what the module is
  const lineCounter = new LineCounter();
  // Pretty errors quote the line they are about, which may be the one with the token.
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  const [error] = document.errors;
  if (error) {
    const { line, col } = lineCounter.linePos(error.pos[0]);
    throw notYaml(`${error.code} in line ${line}, column ${col}`, file);
  }
  try {
    return document.toJS();
  } catch {
    // Its own words name the alias, and a password in no quotes may begin with an asterisk.
    throw notYaml('an alias (*name) has no anchor, or there are too many', file);
  }
}

function notYaml(what: string, file: string | undefined): KubeconfigError {
  return new KubeconfigError(`is not YAML: ${what}`, {
    code: 'NotYaml',
    file,
    hint: 'Correct the line, or write the file anew with kubectl config.',
  });
}

function namedEntries(root: FieldReader, list: string, field: string, directory: string): ReadonlyMap<string, NamedEntry> {
  const entries = new Map<string, NamedEntry>();
  for (const entry of root.entries(list)) {
    const name = entry.requiredString('name');
    if (entries.has(name)) throw entry.error('name', `there are two ${list} named "${name}"`, 'Remove or rename one of them.');
    const value = entry.raw(field);
    entries.set(name, { name, fields: new FieldReader(value, `${list}[${name}].${field}`, root.file), directory });
  }
  return entries;
}

/** As kubectl does: the first file to set a name or the current context wins; entries of one name are not mixed. */
export function mergeKubeconfigs(files: readonly KubeconfigFile[]): KubeconfigFile {
  return {
    currentContext: files.find((file) => file.currentContext !== undefined)?.currentContext,
    clusters: firstOfEachName(files.map((file) => file.clusters)),
    users: firstOfEachName(files.map((file) => file.users)),
    contexts: firstOfEachName(files.map((file) => file.contexts)),
  };
}

function firstOfEachName(maps: readonly ReadonlyMap<string, NamedEntry>[]): ReadonlyMap<string, NamedEntry> {
  const merged = new Map<string, NamedEntry>();
  for (const map of maps) {
    for (const [name, entry] of map) if (!merged.has(name)) merged.set(name, entry);
  }
  return merged;
}
