import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type PluginDefinition, parsePlugin } from '../sonobuoy/plugin-definition.ts';
import { judge } from '../verdict/verdict.ts';
import { type PluginResults, pluginOutcome } from './plugin-outcome.ts';

const plugin = (format: string, driver = 'Job'): PluginDefinition =>
  parsePlugin(`sonobuoy-config: {plugin-name: e2e, driver: ${driver}, result-format: ${format}}\nspec: {image: x}`, 'e2e');

function verdictOf(
  format: string,
  results: PluginResults | undefined,
  options: { nodes?: readonly string[]; minimumCases?: number } = {},
) {
  const { nodes = ['global'], minimumCases = 1 } = options;
  const definition = plugin(format, nodes[0] === 'global' ? 'Job' : 'DaemonSet');
  const outcome = pluginOutcome({ definition, nodes, minimumCases, statuses: [] }, results);
  return judge([outcome], { expected: ['e2e'], knownFailures: [], now: 0 });
}

const file = (path: string, text: string, node = 'global') => ({ files: [{ node, path, text }], errors: [] });
const report = `<?xml version="1.0"?><testsuites tests="3" failures="1"><testsuite name="s" tests="3" failures="1" skipped="1">
<testcase name="a"/><testcase name="b"><failure message="boom">stack</failure></testcase><testcase name="c"><skipped/></testcase>
</testsuite></testsuites>`;
const green = report.replace('<failure message="boom">stack</failure>', '').replaceAll('failures="1"', 'failures="0"');

test('a JUnit report becomes cases, failures with their messages', () => {
  const verdict = verdictOf('junit', file('junit_01.xml', report));

  expect(verdict).toMatchObject({ verdict: 'Failed', counts: { passed: 1, failed: 1, skipped: 1 } });
  expect(verdict.cases).toEqual([{ source: 'e2e', name: 'b', status: 'failed', message: 'boom\nstack' }]);
});

test.each([
  [
    'a case that says so only by its status',
    'junit',
    '<testsuite><testcase name="a"/><testcase name="b" status="panicked"/></testsuite>',
  ],
  [
    'a suite that broke outside of its cases',
    'junit',
    '<testsuite name="b"><error message="x"/><testcase name="a"/></testsuite>',
  ],
  [
    'a file that failed as a whole',
    'manual',
    'items: [{name: a, status: passed}, {name: b, status: failed, meta: {type: file}}]',
  ],
])('%s has failed', (_what, format, text) => {
  const verdict = verdictOf(format, file(format === 'junit' ? 'a.xml' : 'sonobuoy_results.yaml', text));

  expect(verdict).toMatchObject({ verdict: 'Failed', counts: { passed: 1, failed: 1 }, cases: [{ name: 'b' }] });
});

test('cases that share a name are told apart by their package or class', () => {
  const line = (Package: string, Action: string) => JSON.stringify({ Package, Test: 'TestSync', Action });
  const go = [line('example.com/a', 'fail'), line('example.com/b', 'pass')].join('\n');
  const xml =
    '<testsuite><testcase name="sync" classname="a"><failure/></testcase><testcase name="sync" classname="b"/></testsuite>';

  expect(verdictOf('gojson', file('a.json', go)).cases).toMatchObject([{ name: 'example.com/a TestSync' }]);
  expect(verdictOf('junit', file('a.xml', xml)).cases).toMatchObject([{ name: 'a sync' }]);
});

test('a case that GoogleTest did not run is not one that passed', () => {
  const text = '<testsuite><testcase name="a" status="notrun"/></testsuite>';

  expect(verdictOf('junit', file('a.xml', text))).toMatchObject({ verdict: 'Unknown', reason: 'AllSkipped' });
});

test('a JUnit report that passed is green, and cut off anywhere it is not', () => {
  expect(verdictOf('junit', file('junit_01.xml', green)).verdict).toBe('Passed');

  fc.assert(
    fc.property(fc.integer({ min: 0, max: green.length - 1 }), (length) => {
      expect(verdictOf('junit', file('junit_01.xml', green.slice(0, length))).verdict).toBe('Unknown');
    }),
  );
});

test.each([
  ['no file at all', 'junit', { files: [], errors: [] }, 'ResultsMissing'],
  ['nothing in the archive', 'junit', undefined, 'ResultsMissing'],
  ['no case', 'junit', file('a.xml', '<testsuites/>'), 'NothingRan'],
  ['all cases skipped', 'junit', file('a.xml', '<testsuite><testcase name="a"><skipped/></testcase></testsuite>'), 'AllSkipped'],
  ['another kind of XML', 'junit', file('a.xml', '<html></html>'), 'ResultsUnreadable'],
  [
    'entities',
    'junit',
    file('a.xml', '<!DOCTYPE x [<!ENTITY a "b">]><testsuite><testcase name="a"/></testsuite>'),
    'ResultsUnreadable',
  ],
  [
    'fewer cases than announced',
    'junit',
    file('a.xml', '<testsuite tests="2"><testcase name="a"/></testsuite>'),
    'ResultsIncomplete',
  ],
  [
    'fewer failures than announced',
    'junit',
    file('a.xml', '<testsuite tests="1" failures="1"><testcase name="a"/></testsuite>'),
    'ResultsIncomplete',
  ],
  [
    'fewer cases than all suites together announce',
    'junit',
    file('a.xml', '<testsuites tests="3"><testsuite><testcase name="a"/></testsuite></testsuites>'),
    'ResultsIncomplete',
  ],
  [
    'fewer failures than all suites together announce',
    'junit',
    file('a.xml', '<testsuites failures="1"><testsuite><testcase name="a"/></testsuite></testsuites>'),
    'ResultsIncomplete',
  ],
  [
    'a whole that failed of parts that passed',
    'manual',
    file('sonobuoy_results.yaml', 'status: failed\nitems: [{name: a, status: passed}]'),
    'ResultsUnreadable',
  ],
  [
    'a part too deep to be read',
    'manual',
    file(
      'sonobuoy_results.yaml',
      `items: [{name: a, status: passed}, ${'{items: ['.repeat(40)}{status: failed}${']}'.repeat(40)}]`,
    ),
    'ResultsUnreadable',
  ],
  ['raw output', 'raw', file('out.txt', 'all passed'), 'RawResults'],
  ['a name that Sonobuoy would not read', 'junit', file('out.txt', green), 'ResultsMissing'],
  [
    'a test without outcome',
    'gojson',
    file('a.json', '{"Action":"run","Package":"p","Test":"T"}\n{"Action":"pass","Package":"p","Test":"U"}'),
    'ResultsIncomplete',
  ],
  ['a line cut off', 'gojson', file('a.json', '{"Action":"pass","Package":"p","Test":"T"}\n{"Action":"fa'), 'ResultsIncomplete'],
  ['a free status', 'manual', file('sonobuoy_results.yaml', 'items: [{name: a, status: done}]'), 'ResultsUnreadable'],
  ['success without a case', 'manual', file('sonobuoy_results.yaml', 'status: passed\nitems: []'), 'NothingRan'],
] as const)('%s decides nothing (%s)', (_what, format, results, reason) => {
  expect(verdictOf(format, results)).toMatchObject({ verdict: 'Unknown', reason });
});

test('a node without results, fewer cases than wanted, and an error of Sonobuoy decide nothing', () => {
  const onOne = file('junit.xml', green, 'node-1');

  expect(verdictOf('junit', onOne, { nodes: ['node-1', 'node-2'] })).toMatchObject({ reason: 'ResultsMissing' });
  expect(verdictOf('junit', file('a.xml', green), { minimumCases: 40 })).toMatchObject({
    reason: 'NothingRan',
    message: 'e2e: ran 2 cases of at least 40',
  });
  const errors = [{ node: 'global', path: 'error.json', text: '{"error":"timeout waiting"}' }];
  expect(verdictOf('junit', { ...file('a.xml', green), errors })).toMatchObject({
    verdict: 'Unknown',
    reason: 'PluginFailed',
    message: 'e2e: it could not run on global: timeout waiting',
  });
});

test('green results that Sonobuoy itself calls failed are not believed', () => {
  const summary = 'name: e2e\nstatus: failed\nitems: []';

  expect(verdictOf('junit', { ...file('a.xml', green), summary })).toMatchObject({
    verdict: 'Unknown',
    reason: 'ResultsDisagree',
  });
});

test('go test output becomes cases, and a package that does not build fails', () => {
  const lines = (...events: readonly object[]) => events.map((event) => JSON.stringify({ Package: 'p', ...event })).join('\n');
  const passing = lines({ Action: 'run', Test: 'T' }, { Action: 'pass', Test: 'T' }, { Action: 'pass' });
  const failing = lines(
    { Action: 'run', Test: 'T' },
    { Action: 'output', Test: 'T', Output: 'bad\n' },
    { Action: 'fail', Test: 'T' },
    { Action: 'fail' },
  );

  expect(verdictOf('gojson', file('a.json', passing)).verdict).toBe('Passed');
  expect(verdictOf('gojson', file('a.json', failing)).cases).toEqual([
    { source: 'e2e', name: 'T', status: 'failed', message: 'bad\n' },
  ]);
  expect(verdictOf('gojson', file('a.json', `${passing}\n{"Action":"fail","Package":"broken"}`)).verdict).toBe('Failed');
});

test('manual results are the leaves of their tree', () => {
  const tree =
    'name: m\nstatus: passed\nitems:\n- {name: f, meta: {type: file}, items: [{name: a, status: passed}, {name: b, status: skipped}]}';

  expect(verdictOf('manual', file('sonobuoy_results.yaml', tree))).toMatchObject({
    verdict: 'Passed',
    counts: { passed: 1, skipped: 1 },
  });
});
