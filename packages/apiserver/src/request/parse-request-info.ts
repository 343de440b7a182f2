import type { RequestInfo, Verb } from './request-info.ts';

const verbOfMethod: Readonly<Record<string, Verb>> = {
  GET: 'get',
  HEAD: 'get',
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};
/** These are parts of a Namespace; anything else below `namespaces/x/` is a resource inside it. */
const namespaceSubresources: ReadonlySet<string> = new Set(['status', 'finalize']);

/** Reads what is asked for from method, path and query, as Kubernetes does. `path` has no query and starts with `/`. */
export function parseRequestInfo(method: string, path: string, query: URLSearchParams): RequestInfo {
  const parts = path.split('/').filter((part) => part !== '');
  const [root, second = '', third = ''] = parts;
  const legacy = root === 'api';
  if (!(legacy && parts.length >= 3) && !(root === 'apis' && parts.length >= 4)) {
    return { kind: 'nonResource', verb: method.toLowerCase(), path };
  }
  const [group, version] = legacy ? ['', second] : [second, third];
  let rest = parts.slice(legacy ? 2 : 3).map(decodePart);
  const forcedWatch = rest[0] === 'watch';
  if (forcedWatch) rest = rest.slice(1);
  let namespace = '';
  if (rest[0] === 'namespaces' && rest[1] !== undefined) {
    namespace = rest[1];
    if (rest[2] !== undefined && !namespaceSubresources.has(rest[2])) rest = rest.slice(2);
  }
  const [resource = '', name = '', subresource = ''] = rest;
  const verb = forcedWatch ? 'watch' : verbFor(method, name, query);
  return {
    kind: 'resource',
    verb,
    group,
    version,
    resource,
    subresource,
    namespace,
    name: name || selectedName(verb, query),
    path,
  };
}

function verbFor(method: string, name: string, query: URLSearchParams): Verb {
  const verb = verbOfMethod[method] ?? 'get';
  if (name !== '') return verb;
  if (verb === 'get') return isTrue(query.get('watch')) ? 'watch' : 'list';
  return verb === 'delete' ? 'deletecollection' : verb;
}

const collectionVerbs: ReadonlySet<Verb> = new Set(['list', 'watch', 'deletecollection']);

/** Reading a collection by one name is authorised like reading that object. */
function selectedName(verb: Verb, query: URLSearchParams): string {
  if (!collectionVerbs.has(verb)) return '';
  const selector = query.get('fieldSelector');
  if (!selector) return '';
  const match = /(?:^|,)metadata\.name==?([^,=!]+)(?:,|$)/.exec(selector);
  return match?.[1] ?? '';
}

/** A query parameter is on unless it is absent, `0` or `false`. */
export function isTrue(value: string | null): boolean {
  return value !== null && value !== '0' && value.toLowerCase() !== 'false';
}

function decodePart(part: string): string {
  if (!part.includes('%')) return part;
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // not an escape: taken as it stands
  }
}
