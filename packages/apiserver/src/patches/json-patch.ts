import { cloneJson, deepEqual, isJsonObject } from '@capstan/schema';
import { badRequest, StatusError } from '../errors/status-error.ts';
import { jsonKind } from './go-format.ts';

const maxOperations = 10_000;

interface Operation {
  readonly op?: string;
  readonly path?: string;
  readonly from?: string;
  readonly value?: unknown;
}

/** An object or array that holds the place a pointer names, and the last part of that pointer. */
interface Place {
  readonly parent: Record<string, unknown> | unknown[];
  readonly key: string;
}

/**
 * Applies a JSON patch (RFC 6902) as Kubernetes does, to a copy of the document. Differs from the RFC where Kubernetes does:
 * negative indices count from the end, and in an object a member that is not there can be replaced, copied, or tested for null.
 */
export function applyJsonPatch(document: unknown, patch: unknown): unknown {
  const operations = decode(patch);
  if (operations.length > maxOperations) throw tooManyOperations(operations.length);
  const result = { document: cloneJson(document) };
  for (const operation of operations) applyOperation(result, operation);
  return result.document;
}

function decode(patch: unknown): readonly Operation[] {
  if (patch === null) return [];
  if (!Array.isArray(patch)) throw undecodable(`${jsonKind(patch)} into Go value of type []handlers.jsonPatchOp`);
  for (const operation of patch) {
    if (!isJsonObject(operation)) throw undecodable(`${jsonKind(operation)} into Go value of type handlers.jsonPatchOp`);
    for (const field of ['op', 'path', 'from']) {
      const value = operation[field] ?? '';
      if (typeof value === 'string') continue;
      throw undecodable(`${jsonKind(value)} into Go struct field jsonPatchOp.${field} of type string`);
    }
  }
  return patch;
}

function applyOperation(result: { document: unknown }, { op, path, from, value = null }: Operation): void {
  if (op === 'add') add(locate(result.document, path), cloneJson(value));
  else if (op === 'remove') remove(locate(result.document, path));
  else if (op === 'replace' && path === '') replaceDocument(result, value);
  else if (op === 'replace') replace(locate(result.document, path), cloneJson(value));
  else if (op === 'copy') add(locate(result.document, path), cloneJson(read(locate(result.document, from))));
  else if (op === 'test') test(path === '' ? result.document : read(locate(result.document, path)), value);
  else if (op === 'move') move(result.document, from, path);
  else throw refused();
}

function test(found: unknown, expected: unknown): void {
  if (!deepEqual(found, expected)) throw refused();
}

function move(document: unknown, from: string | undefined, path: string | undefined): void {
  const source = locate(document, from);
  const moved = read(source);
  remove(source);
  add(locate(document, path), moved);
}

function replaceDocument(result: { document: unknown }, value: unknown): void {
  if (typeof value !== 'object' || value === null) throw refused();
  result.document = cloneJson(value);
}

function locate(document: unknown, pointer: string | undefined): Place {
  const parts = pointer?.split('/').slice(1) ?? [];
  const key = parts.pop();
  if (key === undefined) throw refused();
  let parent = containerOf(document);
  for (const part of parts) parent = containerOf(read({ parent, key: unescaped(part) }));
  return { parent, key: unescaped(key) };
}

function containerOf(value: unknown): Place['parent'] {
  if (Array.isArray(value) || isJsonObject(value)) return value;
  throw refused();
}

/** `~01` is `~1`: one pass, so that what one escape gives is not taken for another. */
const unescaped = (part: string) => (part.includes('~') ? part.replace(/~[01]/g, (coded) => (coded === '~1' ? '/' : '~')) : part);

/** What is there; null for a member that is not. */
function read({ parent, key }: Place): unknown {
  if (Array.isArray(parent)) return parent[indexOf(key, parent.length)];
  return Object.hasOwn(parent, key) ? parent[key] : null;
}

function add({ parent, key }: Place, value: unknown): void {
  if (!Array.isArray(parent)) setMember(parent, key, value);
  else if (key === '-') parent.push(value);
  else parent.splice(indexOf(key, parent.length + 1), 0, value);
}

function replace({ parent, key }: Place, value: unknown): void {
  if (Array.isArray(parent)) parent[indexOf(key, parent.length)] = value;
  else setMember(parent, key, value);
}

function remove({ parent, key }: Place): void {
  if (Array.isArray(parent)) parent.splice(indexOf(key, parent.length), 1);
  else if (!Object.hasOwn(parent, key)) throw refused();
  else delete parent[key];
}

/** A member named `__proto__` is refused: setting it would change the object, not add to it. */
function setMember(parent: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__') throw refused();
  parent[key] = value;
}

function indexOf(key: string, length: number): number {
  if (!/^[+-]?\d+$/.test(key)) throw refused();
  const index = Number(key);
  if (index >= length || index < -length) throw refused();
  return index < 0 ? index + length : index;
}

const undecodable = (what: string) => badRequest(`error decoding patch: json: cannot unmarshal ${what}`);

/** The answer says neither which operation failed nor why. */
const refused = () => new StatusError(422, 'Invalid', 'the server rejected our request due to an error in our request', {});

const tooManyOperations = (count: number) =>
  new StatusError(
    413,
    'RequestEntityTooLarge',
    `Request entity too large: The allowed maximum operations in a JSON patch is ${maxOperations}, got ${count}`,
  );
