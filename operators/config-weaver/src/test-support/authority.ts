import type { RecordedRequest } from './recording-proxy.ts';

/** What the operator may ask for with its own token: its own kinds, metadata, tokens, events, its Lease. */
const allowed: readonly ((request: RecordedRequest) => boolean)[] = [
  ({ path }) => path.startsWith('/apis/weaver.capstan.dev/'),
  ({ method, path }) => method === 'POST' && /\/serviceaccounts\/[^/]+\/token/.test(path),
  ({ method, path }) => (method === 'POST' || method === 'PATCH') && /\/events(\/|\?|$)/.test(path),
  ({ path }) => path.startsWith('/apis/coordination.k8s.io/'),
  ({ method, path, metadataOnly }) =>
    method === 'GET' && metadataOnly && /\/(configmaps|namespaces|serviceaccounts)\?/.test(path),
  ({ method, path }) => method === 'GET' && path.startsWith('/apis/rbac.authorization.k8s.io/'),
  ({ method, path }) => method === 'GET' && /^\/(version|apis?)(\/|$|\?)/.test(path) && !/\/(configmaps|secrets)/.test(path),
];

/** What an operator asked for with its own token that only a tenant's token may be used for. */
export function escapes(requests: readonly RecordedRequest[], operator: string): readonly string[] {
  return requests
    .filter((request) => request.user === operator && !allowed.some((isAllowed) => isAllowed(request)))
    .map(({ method, path }) => `${method} ${path}`);
}

/** Who wrote ConfigMaps and Secrets in a namespace, or tried to. */
export function writersIn(requests: readonly RecordedRequest[], namespace: string): readonly string[] {
  const writes = requests.filter(
    ({ method, path }) => method !== 'GET' && new RegExp(`/namespaces/${namespace}/(configmaps|secrets)(/|\\?|$)`).test(path),
  );
  return [...new Set(writes.map(({ user }) => user))].sort();
}
