import { expect, test } from 'vitest';
import { parseRequestInfo } from './parse-request-info.ts';

const info = (method: string, url: string) => {
  const [path = '', query = ''] = url.split('?');
  return parseRequestInfo(method, path, new URLSearchParams(query));
};

test.each([
  ['GET', '/api/v1/pods', { verb: 'list', group: '', resource: 'pods', namespace: '', name: '' }],
  ['GET', '/api/v1/pods?watch=1', { verb: 'watch', resource: 'pods' }],
  ['GET', '/api/v1/pods?watch=false', { verb: 'list' }],
  [
    'GET',
    '/apis/apps/v1/namespaces/n/deployments/d',
    { verb: 'get', group: 'apps', version: 'v1', namespace: 'n', resource: 'deployments', name: 'd' },
  ],
  ['PUT', '/apis/apps/v1/namespaces/n/deployments/d/status', { verb: 'update', name: 'd', subresource: 'status' }],
  ['GET', '/api/v1/namespaces/n', { verb: 'get', resource: 'namespaces', namespace: 'n', name: 'n' }],
  ['PUT', '/api/v1/namespaces/n/finalize', { verb: 'update', resource: 'namespaces', name: 'n', subresource: 'finalize' }],
  ['POST', '/api/v1/namespaces', { verb: 'create', resource: 'namespaces', namespace: '', name: '' }],
  ['DELETE', '/api/v1/namespaces/n/pods', { verb: 'deletecollection', resource: 'pods', namespace: 'n' }],
  ['GET', '/api/v1/watch/namespaces/n/pods', { verb: 'watch', resource: 'pods', namespace: 'n' }],
  ['GET', '/api/v1/pods?fieldSelector=metadata.name%3Dp', { verb: 'list', name: 'p' }],
  ['GET', '/apis/rbac.authorization.k8s.io/v1/clusterroles/system%3Anode', { name: 'system:node' }],
  ['PATCH', '/api/v1/namespaces/n/pods/p', { verb: 'patch', name: 'p' }],
])('%s %s', (method, url, expected) => {
  expect(info(method, url)).toMatchObject({ kind: 'resource', ...expected });
});

test.each(['/', '/healthz', '/api', '/api/v1', '/apis', '/apis/apps', '/apis/apps/v1'])('%s is no resource', (path) => {
  expect(info('GET', path)).toEqual({ kind: 'nonResource', verb: 'get', path });
});
