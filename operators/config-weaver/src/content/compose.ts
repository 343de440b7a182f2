import type { Sync } from '../api/sync.ts';
import { bytesOf, type Content, type Entries, sizesOf } from './content.ts';

/** A source that was read. */
export interface Source {
  readonly ref: { readonly name: string; readonly namespace: string };
  readonly content: Content;
}

/** What the copies should hold, or why there can't be any. */
export type Composed =
  | { readonly ok: true; readonly content: Content; readonly notes: readonly string[] }
  | { readonly ok: false; readonly message: string };

/** What the API server takes at most, of all values together. */
const maxBytes = 1_048_576;
const tls = 'kubernetes.io/tls';
const accountToken = 'kubernetes.io/service-account-token';

/** Keys without which the server refuses a Secret of a type. */
const requiredKeys: ReadonlyMap<string, readonly string[]> = new Map([
  [tls, ['tls.crt', 'tls.key']],
  ['kubernetes.io/dockerconfigjson', ['.dockerconfigjson']],
  ['kubernetes.io/dockercfg', ['.dockercfg']],
  ['kubernetes.io/ssh-auth', ['ssh-privatekey']],
]);

/** Lays sources over each other, picks and renames keys, and checks that the API server will take the result. */
export function compose(sources: readonly Source[], spec: Sync['spec']): Composed {
  const refused = refusedType(sources, spec);
  if (refused !== undefined) return { ok: false, message: refused };
  const merged = mergeSources(sources);
  const clash = renameClash(merged, spec.keys);
  if (clash !== undefined) return { ok: false, message: clash };
  const data = picked(merged.data, spec.keys);
  const binaryData = picked(merged.binaryData, spec.keys);
  const kept = keptType(sources, data);
  const content = { data, binaryData, ...(kept.type !== undefined && { type: kept.type }) };
  const bytes = bytesOf(content);
  if (bytes > maxBytes) return { ok: false, message: tooLarge(content, bytes) };
  return { ok: true, content, notes: [...overridden(sources), ...absentKeys(merged, spec.keys), ...kept.notes] };
}

function refusedType(sources: readonly Source[], spec: Sync['spec']): string | undefined {
  for (const { ref, content } of sources) {
    if (content.type === accountToken)
      return `Secret ${ref.namespace}/${ref.name} holds the token of a ServiceAccount and is not copied; make a token for the reader instead`;
    const allowed = 'allowPrivateKey' in spec && spec.allowPrivateKey;
    if (content.type === tls && !allowed && !spec.keys?.include)
      return `Secret ${ref.namespace}/${ref.name} holds a private key; name what may be copied in spec.keys.include, or set spec.allowPrivateKey: true`;
  }
  return undefined;
}

/** Of two sources with the same key the later one counts, in whichever of the two maps it has it. */
function mergeSources(sources: readonly Source[]): Content {
  let merged: Content = { data: {}, binaryData: {} };
  for (const { content } of sources) {
    merged = {
      data: { ...without(merged.data, content.binaryData), ...content.data },
      binaryData: { ...without(merged.binaryData, content.data), ...content.binaryData },
    };
  }
  return merged;
}

const without = (entries: Entries, other: Entries): Entries =>
  Object.fromEntries(Object.entries(entries).filter(([key]) => !Object.hasOwn(other, key)));

type Keys = Sync['spec']['keys'];

const isPicked = (key: string, keys: Keys) => (keys?.include?.includes(key) ?? true) && !(keys?.exclude?.includes(key) ?? false);

const renamed = (key: string, keys: Keys) =>
  keys?.rename !== undefined && Object.hasOwn(keys.rename, key) ? (keys.rename[key] ?? key) : key;

function picked(entries: Entries, keys: Keys): Entries {
  return Object.fromEntries(
    Object.entries(entries)
      .filter(([key]) => isPicked(key, keys))
      .map(([key, value]) => [renamed(key, keys), value]),
  );
}

function renameClash(merged: Content, keys: Keys): string | undefined {
  const names = new Map<string, string>();
  for (const key of [...Object.keys(merged.data), ...Object.keys(merged.binaryData)].filter((name) => isPicked(name, keys))) {
    const name = renamed(key, keys);
    const other = names.get(name);
    if (other !== undefined) return `keys ${other} and ${key} would both be called ${name}; change spec.keys.rename`;
    names.set(name, key);
  }
  return undefined;
}

/** The type of a single source is kept where the copy has the keys it demands. */
function keptType(sources: readonly Source[], data: Entries): { readonly type?: string; readonly notes: readonly string[] } {
  const types = new Set(sources.flatMap(({ content }) => content.type ?? []));
  if (types.size === 0) return { notes: [] };
  const [type = 'Opaque'] = types;
  if (types.size > 1) return { type: 'Opaque', notes: [`the sources have several types, so the copy is Opaque`] };
  const missing = requiredKeys.get(type)?.find((key) => !Object.hasOwn(data, key));
  if (missing === undefined) return { type, notes: [] };
  return { type: 'Opaque', notes: [`without ${missing} the copy cannot be of type ${type}, so it is Opaque`] };
}

function tooLarge(content: Content, bytes: number): string {
  const [key, size] = [...sizesOf(content)].reduce((largest, entry) => (entry[1] > largest[1] ? entry : largest), ['', 0]);
  return `a copy would be ${bytes} bytes, more than the 1 MiB that the API server takes; key ${key} has ${size}: leave it out with spec.keys.exclude`;
}

function overridden(sources: readonly Source[]): readonly string[] {
  const last = new Map<string, string>();
  const notes: string[] = [];
  for (const { ref, content } of sources) {
    for (const key of [...Object.keys(content.data), ...Object.keys(content.binaryData)]) {
      const before = last.get(key);
      if (before !== undefined) notes.push(`key ${key} of ${before} is overridden by ${ref.namespace}/${ref.name}`);
      last.set(key, `${ref.namespace}/${ref.name}`);
    }
  }
  return notes.slice(0, 5);
}

const absentKeys = ({ data, binaryData }: Content, keys: Keys): readonly string[] =>
  (keys?.include ?? [])
    .filter((key) => !Object.hasOwn(data, key) && !Object.hasOwn(binaryData, key))
    .map((key) => `key ${key} of spec.keys.include is not in the source`);
