import { expect, test } from 'vitest';
import { parseRules, type RuleQuestion, ruleAllows } from './policy-rule.ts';

const resource = (verb: string, group: string, plural: string, subresource = '', name = ''): RuleQuestion => ({
  kind: 'resource',
  verb,
  group,
  resource: subresource === '' ? plural : `${plural}/${subresource}`,
  anyResource: subresource === '' ? undefined : `*/${subresource}`,
  name,
});
const path = (verb: string, url: string): RuleQuestion => ({ kind: 'nonResource', verb, path: url });

const allows = (rule: object, question: RuleQuestion) => parseRules([rule]).some((parsed) => ruleAllows(parsed, question));

const getPods = { verbs: ['get'], apiGroups: [''], resources: ['pods'] };

test.each([
  ['its own verb, group and resource', getPods, resource('get', '', 'pods'), true],
  ['not another verb', getPods, resource('list', '', 'pods'), false],
  ['not another group', getPods, resource('get', 'metrics.k8s.io', 'pods'), false],
  ['not another resource', getPods, resource('get', '', 'secrets'), false],
  ['not a subresource of its resource', getPods, resource('get', '', 'pods', 'log'), false],
  ['any name where it has no names', getPods, resource('get', '', 'pods', '', 'a'), true],
  ['any verb by *', { ...getPods, verbs: ['*'] }, resource('impersonate', '', 'pods'), true],
  ['any group by *', { ...getPods, apiGroups: ['*'] }, resource('get', 'x.io', 'pods'), true],
  ['any resource by *', { ...getPods, resources: ['*'] }, resource('get', '', 'secrets'), true],
  ['any subresource by *', { ...getPods, resources: ['*'] }, resource('get', '', 'pods', 'log'), true],
  ['the subresource it names', { ...getPods, resources: ['pods/log'] }, resource('get', '', 'pods', 'log'), true],
  ['not the object by its subresource', { ...getPods, resources: ['pods/log'] }, resource('get', '', 'pods'), false],
  ['a subresource of anything', { ...getPods, resources: ['*/scale'] }, resource('get', '', 'pods', 'scale'), true],
  ['not another subresource of anything', { ...getPods, resources: ['*/scale'] }, resource('get', '', 'pods', 'status'), false],
  [
    'not all subresources of a resource by res/*',
    { ...getPods, resources: ['pods/*'] },
    resource('get', '', 'pods', 'log'),
    false,
  ],
  ['the name it names', { ...getPods, resourceNames: ['a'] }, resource('get', '', 'pods', '', 'a'), true],
  ['not another name', { ...getPods, resourceNames: ['a'] }, resource('get', '', 'pods', '', 'b'), false],
  ['no request without a name where it has names', { ...getPods, resourceNames: ['a'] }, resource('get', '', 'pods'), false],
  ['no name by *', { ...getPods, resourceNames: ['*'] }, resource('get', '', 'pods', '', 'a'), false],
  ['nothing without groups', { ...getPods, apiGroups: [] }, resource('get', '', 'pods'), false],
  ['no path by a resource rule', { ...getPods, resources: ['*'] }, path('get', '/healthz'), false],
  ['its path', { verbs: ['get'], nonResourceURLs: ['/healthz'] }, path('get', '/healthz'), true],
  ['not a path below its path', { verbs: ['get'], nonResourceURLs: ['/healthz'] }, path('get', '/healthz/etcd'), false],
  ['paths below by a trailing *', { verbs: ['get'], nonResourceURLs: ['/api/*'] }, path('get', '/api/v1'), true],
  ['not the path above a trailing *', { verbs: ['get'], nonResourceURLs: ['/api/*'] }, path('get', '/api'), false],
  ['not by a * in the middle', { verbs: ['get'], nonResourceURLs: ['/a/*/b'] }, path('get', '/a/x/b'), false],
  ['any path by *', { verbs: ['*'], nonResourceURLs: ['*'] }, path('put', '/x'), true],
  ['no resource by a path rule', { verbs: ['*'], nonResourceURLs: ['*'] }, resource('get', '', 'pods'), false],
])('a rule allows %s', (_, rule, question, expected) => {
  expect(allows(rule, question)).toBe(expected);
});

test('rules that are not what they should be allow nothing', () => {
  const broken = parseRules([null, {}, { verbs: 'get', apiGroups: [''], resources: ['pods'] }, { ...getPods, verbs: [1, null] }]);

  expect(broken.some((rule) => ruleAllows(rule, resource('get', '', 'pods')))).toBe(false);
  expect(parseRules(undefined)).toEqual([]);
  expect(parseRules('*')).toEqual([]);
});
