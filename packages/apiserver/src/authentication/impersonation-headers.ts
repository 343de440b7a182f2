import type { IncomingMessage } from 'node:http';
import { badRequest } from '../errors/status-error.ts';

/** The user that a request wants to act as, as its headers say it. */
export interface WantedUser {
  readonly name: string;
  readonly uid: string;
  readonly groups: readonly string[];
  /** In the order of the headers. */
  readonly extra: ReadonlyMap<string, readonly string[]>;
}

const prefix = 'impersonate-';
const extraPrefix = 'impersonate-extra-';

/** `undefined` for a request that wants to be nobody else. Node has made the headers' names lower case. */
export function readWantedUser(request: Pick<IncomingMessage, 'headers' | 'headersDistinct'>): WantedUser | undefined {
  if (!hasImpersonation(request.headers)) return undefined;
  const headers = request.headersDistinct;
  const wanted: WantedUser = {
    name: headers['impersonate-user']?.[0] ?? '',
    uid: headers['impersonate-uid']?.[0] ?? '',
    groups: headers['impersonate-group'] ?? [],
    extra: readExtra(headers),
  };
  if (wanted.name !== '') return wanted;
  if (wanted.uid === '' && wanted.groups.length === 0 && wanted.extra.size === 0) return undefined;
  throw badRequest(`requested ${goSyntaxOf(wanted)} without impersonating a user name`);
}

function hasImpersonation(headers: IncomingMessage['headers']): boolean {
  for (const name in headers) if (name.startsWith(prefix)) return true;
  return false;
}

function readExtra(headers: IncomingMessage['headersDistinct']): WantedUser['extra'] {
  const extra = new Map<string, readonly string[]>();
  for (const [name, values = []] of Object.entries(headers)) {
    if (!name.startsWith(extraPrefix)) continue;
    const key = unescaped(name.slice(extraPrefix.length));
    extra.set(key, [...(extra.get(key) ?? []), ...values]);
  }
  return extra;
}

/** A key with a stray `%` is taken as it is. */
function unescaped(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}

/** kube-apiserver prints the value as Go would write it. */
function goSyntaxOf({ name, uid, groups, extra }: WantedUser): string {
  const list = (values: readonly string[]) => `[]string{${values.map((value) => JSON.stringify(value)).join(', ')}}`;
  const entries = [...extra]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, values]) => `${JSON.stringify(key)}:${list(values)}`);
  const printedGroups = groups.length === 0 ? '[]string(nil)' : list(groups);
  const printedExtra = entries.length === 0 ? '(nil)' : `{${entries.join(', ')}}`;
  return `&user.DefaultInfo{Name:${JSON.stringify(name)}, UID:${JSON.stringify(uid)}, Groups:${printedGroups}, Extra:map[string][]string${printedExtra}}`;
}
