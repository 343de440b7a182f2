import { JsonSyntaxError, parseJson } from '../encoding/parse-json.ts';
import { badRequest } from '../errors/status-error.ts';

/** Where a list goes on. `revision` −1: from the newest state, after the first page's was compacted. */
export interface ContinueToken {
  readonly revision: number;
  /** The last object that was told: the list goes on after it. */
  readonly namespace: string;
  readonly name: string;
}

const version = 'meta.k8s.io/v1';
/** Sorts after the name itself and before every longer name. */
const end = '\u0000';

/** Writes a token as kube-apiserver does: keys are relative to the namespace when one is listed. */
export function writeContinueToken({ revision, namespace, name }: ContinueToken, listed: string | undefined): string {
  const key = listed === undefined && namespace !== '' ? `${namespace}/${name}` : name;
  return Buffer.from(JSON.stringify({ v: version, rv: revision, start: `${key}${end}` })).toString('base64url');
}

/** Reads a token. Throws 400. */
export function readContinueToken(text: string, listed: string | undefined, isNamespaced: boolean): ContinueToken {
  const decoded = parse(text);
  const { v, rv, start } = decoded as { v?: unknown; rv?: unknown; start?: unknown }; // checked below
  if (v !== version)
    throw invalidToken(`continue key is not valid: server does not recognize this encoded version ${String(v ?? '')}`);
  if (typeof rv !== 'number' || rv === 0) throw invalidToken('incorrect encoded start resourceVersion (version meta.k8s.io/v1)');
  if (typeof start !== 'string' || start === '')
    throw invalidToken('continue key is not valid: encoded start key empty (version meta.k8s.io/v1)');
  const key = start.endsWith(end) ? start.slice(0, -1) : start;
  const slash = key.indexOf('/');
  if (!isNamespaced || listed !== undefined || slash < 0) return { revision: rv, namespace: listed ?? '', name: key };
  return { revision: rv, namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}

function parse(text: string): object {
  if (!/^[A-Za-z0-9_-]*={0,2}$/.test(text)) {
    const at = text.search(/[^A-Za-z0-9_-]/);
    throw invalidToken(`continue key is not valid: illegal base64 data at input byte ${at}`);
  }
  try {
    const value = parseJson(Buffer.from(text, 'base64url'));
    if (typeof value === 'object' && value !== null) return value;
    throw invalidToken('continue key is not valid: json: cannot unmarshal into Go value of type storage.continueToken');
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    throw invalidToken(`continue key is not valid: ${error.message}`);
  }
}

const invalidToken = (why: string) => badRequest(`invalid continue token: ${why}`);
