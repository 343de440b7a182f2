import { createHash } from 'node:crypto';
import type { KubeObject } from '@capstan/schema';

export interface Entries {
  readonly [key: string]: string;
}

/** What a ConfigMap or a Secret holds; of a Secret `binaryData` is empty. */
export interface Content {
  readonly data: Entries;
  readonly binaryData: Entries;
  /** Of a Secret. */
  readonly type?: string;
}

/** Reads the content of a ConfigMap or Secret. */
export function contentOf(object: KubeObject): Content {
  const { data = {}, binaryData = {}, type } = object as KubeObject & Partial<Content>; // both kinds have these fields
  return { data, binaryData, ...(type !== undefined && { type }) };
}

/** A digest that differs where content does. Not for Secrets: who reads it could try out short values. */
export function digestOf({ data, binaryData }: Content): string {
  const sorted = (entries: Entries) => Object.entries(entries).sort(([left], [right]) => (left < right ? -1 : 1));
  return shortHash(JSON.stringify([sorted(data), sorted(binaryData)]));
}

export const shortHash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

export function sameContent(left: Content, right: Content): boolean {
  return sameEntries(left.data, right.data) && sameEntries(left.binaryData, right.binaryData) && left.type === right.type;
}

function sameEntries(left: Entries, right: Entries): boolean {
  const keys = Object.keys(left);
  return keys.length === Object.keys(right).length && keys.every((key) => left[key] === right[key]);
}

/** The keys an object has, as `data/key`. */
export const contentKeys = (object: KubeObject): ReadonlySet<string> => keysOf(contentOf(object));

/** The keys of a content, as `data/key`. */
export const keysOf = ({ data, binaryData }: Content): ReadonlySet<string> =>
  new Set([...Object.keys(data).map((key) => `data/${key}`), ...Object.keys(binaryData).map((key) => `binaryData/${key}`)]);

/** Bytes of each value, as the API server counts them against its limit. */
export function sizesOf(content: Content): ReadonlyMap<string, number> {
  const plain = content.type === undefined;
  const decoded = (value: string) => Buffer.byteLength(value, 'base64');
  return new Map([
    ...Object.entries(content.data).map(([key, value]) => [key, plain ? Buffer.byteLength(value) : decoded(value)] as const),
    ...Object.entries(content.binaryData).map(([key, value]) => [key, decoded(value)] as const),
  ]);
}

export function bytesOf(content: Content): number {
  return [...sizesOf(content).values()].reduce((sum, size) => sum + size, 0);
}
